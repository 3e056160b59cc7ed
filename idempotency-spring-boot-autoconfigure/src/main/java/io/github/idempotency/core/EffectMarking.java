package io.github.idempotency.core;

/** Whether transactions that a leased execution commits carry the marker of its record. */
public enum EffectMarking {
    /** Those of the transaction manager that the application uses by default. */
    TRANSACTIONAL,
    /** Only those of other managers, which the application has to name. */
    PARTIAL,
    /** None. */
    NONE
}
