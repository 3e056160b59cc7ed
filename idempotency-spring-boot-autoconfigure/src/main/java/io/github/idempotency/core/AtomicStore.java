package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/**
 * A store whose records can be written in the transaction of the handler, for
 * {@link io.github.idempotency.ExecutionMode#ATOMIC}.
 */
public interface AtomicStore {

    /**
     * Checks that a connection can be had, without a statement if it was used recently. Waits as long as the connection
     * source lets it; the caller bounds the wait.
     *
     * @throws StoreUnavailableException if there is none
     */
    void checkConnection();

    /**
     * Opens a transaction in the calling thread, takes the key's lock in it and reads the key's record. On any exception
     * nothing is left open.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    Attempt begin(ClaimRequest request);

    /** What came of {@link #begin}. */
    sealed interface Attempt {

        /** Another execution of the key runs. No transaction is open. */
        record Busy() implements Attempt {}

        /**
         * The lock is held and the transaction is open in this thread; it has to be committed or rolled back by it.
         *
         * @param transaction the open transaction
         * @param existing    the key's record, null if there is none
         */
        record Open(AtomicTransaction transaction, @Nullable StoredRecord existing) implements Attempt {}
    }
}
