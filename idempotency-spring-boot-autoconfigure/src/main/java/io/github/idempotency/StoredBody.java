package io.github.idempotency;

/** Whether the body of a response is stored. */
public enum StoredBody {
    /** All of it, for replays. */
    FULL,
    /** None of it: status and headers are remembered, and a duplicate is told them in a 409 {@code result-not-stored}. */
    NONE
}
