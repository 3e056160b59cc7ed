package io.github.idempotency;

/** What happens to a key whose execution stopped without an outcome and whose lease lapsed. */
public enum OnAbandoned {
    /** The next request takes the record over and runs the handler. */
    RETRY,
    /** Nobody runs it again: 409 {@code outcome-unknown} until it is resolved. */
    UNCERTAIN
}
