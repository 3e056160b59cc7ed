package io.github.idempotency.core;

/** What came of a {@linkplain IdempotencyStore#claim claim}. */
public sealed interface ClaimAttempt {

    /**
     * A record was created, and the asking request owns it.
     *
     * @param claim the ownership
     */
    record Claimed(Claim claim) implements ClaimAttempt {}

    /**
     * There is a record already.
     *
     * @param existing the record as it was read
     */
    record Occupied(StoredRecord existing) implements ClaimAttempt {}

    /** A record stood in the way but could not be read: it was just created or just removed. Nothing is owned; ask again. */
    record Elusive() implements ClaimAttempt {}
}
