package io.github.idempotency.core;

/** The states of a record. A record that does not exist is the state before the first claim and after the last expiry. */
public enum RecordState {
    /** Claimed; the handler runs, or ran when its process died. */
    IN_PROGRESS,
    /** The response is stored, or it is known that it was not kept. */
    COMPLETED,
    /** Whether the effect happened, or what the response was, is not known; never run again until resolved. */
    UNCERTAIN,
    /** The execution failed after it had finished steps; the next request resumes it. */
    SUSPENDED,
    /** Its finished steps are being undone, since nobody resumed it or an operator wants it; never run again. */
    COMPENSATING,
    /** Its finished steps were undone; never run again. */
    COMPENSATED
}
