package io.github.idempotency;

/** What a duplicate gets while the first request still runs. */
public enum InFlight {
    /** 409 {@code in-progress} at once. */
    REJECT,
    /** It waits, up to the wait time-out and without holding a database connection, then is answered like any duplicate. */
    WAIT
}
