package io.github.idempotency.core;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of the handler, from the decision to run it to the end of its record. The caller reports in this order:
 * {@link #handlerReturned} once in the thread of the handler, then {@link #settle} once when the response is complete.
 */
public interface ActiveExecution {

    /** What a request that runs to its end under this execution is counted as, if its response is stored. */
    Outcome outcome();

    /** Whether a duplicate of the request is recognised. */
    boolean isClaimed();

    /** Whether the response is worth capturing, since it is kept for replays. */
    boolean keepsResponse();

    /** The fence of the claim, 0 without one. */
    long fence();

    /** Whether the key is left to the next attempt if the handler fails, and its response is ours to change. */
    default boolean isFreedByFailure() {
        return false;
    }

    /** The steps of the execution. */
    default ExecutionSteps steps() {
        return ExecutionSteps.UNKEPT;
    }

    /**
     * Whether the whole response has to be held back until {@link #handlerReturned} is through, since a commit decides whether
     * it is sent at all.
     */
    boolean holdsBackResponse();

    /**
     * Has transactions of the current thread carry the record's marker, until the scope is closed by the same thread.
     *
     * @return the scope; null if the record needs no marker
     */
    default @Nullable ClaimScope enter() {
        return null;
    }

    /** Leaves the claim to its lease, since nobody may be there to settle it. It can still be settled. */
    default void stopRenewing() {}

    /**
     * Ends the transaction that spans the handler, if there is one.
     *
     * @param result   how the handler came out
     * @param envelope the response, asked for only if it is to be stored with the commit
     * @throws RuntimeException if the commit failed; all is rolled back and the response must not be sent
     */
    void handlerReturned(HandlerResult result, Supplier<Envelope> envelope);

    /**
     * Ends the life of the claim: stores the response, frees the key or leaves it, as result and policy say. A store that
     * fails now does not change the answer: the key stays claimed, and the write is tried again in the background.
     *
     * @param result   how the handler came out
     * @param envelope the response, asked for only if it is to be stored
     */
    Settled settle(HandlerResult result, Supplier<Envelope> envelope);

    /** How {@link #settle} ended. */
    enum Settled {
        /** The response is stored. */
        STORED,
        /** The response is not stored: the key is free or the claim was left, as the policy says. */
        NOT_STORED,
        /** The store failed; the key stays claimed, and the write is tried again until the lease is lost. */
        STORE_FAILED,
        /** Another request took the record over; this response is not the answer to the key. */
        OWNERSHIP_LOST
    }
}
