package io.github.idempotency;

/** How the record and the effects of a handler are tied together. */
public enum ExecutionMode {
    /** Claim, run, complete: three separate steps, for any handler. */
    LEASE,
    /** The record and the writes of the handler commit in one transaction, before any byte of the response goes out. */
    ATOMIC
}
