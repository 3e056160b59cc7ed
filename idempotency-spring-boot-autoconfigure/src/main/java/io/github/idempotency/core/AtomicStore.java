package io.github.idempotency.core;

import io.github.idempotency.core.policy.TransactionSettings;

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
     * Opens a transaction in the calling thread and claims the key in it; others see the record once it commits. Waits for
     * nobody. On any outcome but {@link Attempt.Begun} nothing is left open.
     *
     * @param settings what the handler asks of the transaction
     * @throws StoreUnavailableException if the store cannot answer
     */
    Attempt begin(ClaimRequest request, TransactionSettings settings);

    /** As {@link #begin(ClaimRequest, TransactionSettings)}, for a handler that asks for nothing. */
    default Attempt begin(ClaimRequest request) {
        return begin(request, TransactionSettings.DEFAULT);
    }

    /**
     * Whether {@link #begin(ClaimRequest, TransactionSettings)} opens its transactions with this transaction manager, so that a handler which names it joins them.
     *
     * @param transactionManager a transaction manager of the application
     */
    boolean beginsWith(Object transactionManager);

    /** What came of {@link #begin(ClaimRequest, TransactionSettings)}. */
    sealed interface Attempt {

        /** Another execution of the key runs. */
        record Busy() implements Attempt {}

        /**
         * There is a record already.
         *
         * @param existing the record as it was read
         */
        record Occupied(StoredRecord existing) implements Attempt {}

        /**
         * The key is claimed and the transaction is open in this thread, which has to commit it or roll it back.
         *
         * @param transaction the open transaction
         */
        record Begun(AtomicTransaction transaction) implements Attempt {}
    }
}
