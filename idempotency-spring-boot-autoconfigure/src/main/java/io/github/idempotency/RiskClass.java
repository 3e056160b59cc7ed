package io.github.idempotency;

/** How much harm a duplicate of an operation does; it decides the operation's defaults. */
public enum RiskClass {
    /** Money, inventory reservation: fails closed, an abandoned execution is left to an operator. */
    CRITICAL,
    /** Irreversible workflow steps: fails closed, an abandoned execution is run again. */
    HIGH,
    /** Profiles and preferences: keys are optional, runs unprotected while the store is away. */
    MEDIUM,
    /** Analytics and the like: duplicates are recognised, their responses are not kept. */
    LOW
}
