package io.github.idempotency;

/** Whether a request has to carry an idempotency key. */
public enum KeyRequirement {
    /** A request without a key gets 400 {@code key-required}. */
    REQUIRED,
    /** A request without a key runs unprotected and is counted. */
    OPTIONAL
}
