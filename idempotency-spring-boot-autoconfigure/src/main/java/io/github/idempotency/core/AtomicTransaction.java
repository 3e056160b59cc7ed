package io.github.idempotency.core;

/** The transaction an {@link AtomicStore} opened; it belongs to the thread that opened it and ends once. */
public interface AtomicTransaction {

    /**
     * Completes the record and commits it together with everything the handler wrote. If this returns, the commit took place,
     * even if something that was to run after the commit failed.
     *
     * @throws StoreUnavailableException if the store cannot answer, or concurrent transactions were in the way; all is rolled
     *                                   back, or the outcome is unknown
     * @throws RuntimeException          whatever the handler's own writes led to at commit; all is rolled back
     */
    void commit(Envelope envelope);

    /** Rolls back, and so frees the key. Does nothing if the transaction has ended. */
    void rollback();

    /** Whether the transaction has ended. */
    boolean isCompleted();
}
