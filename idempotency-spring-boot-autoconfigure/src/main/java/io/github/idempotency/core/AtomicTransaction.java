package io.github.idempotency.core;

/** The transaction an {@link AtomicStore} opened; it belongs to the thread that opened it and ends once. */
public interface AtomicTransaction {

    /**
     * Completes the record and commits it together with everything the handler wrote. If this returns, the commit took place,
     * even if something that was to run after the commit failed.
     *
     * @throws CommitOutcomeUnknownException if the connection was lost at the commit, which may have taken place
     * @throws StoreUnavailableException     if the store cannot answer otherwise, or concurrent transactions were in the way;
     *                                       all is rolled back
     * @throws RuntimeException              whatever the handler's own writes led to at commit; all is rolled back
     */
    void commit(Envelope envelope);

    /**
     * Rolls back, and so frees the key. Does nothing if the transaction has ended.
     *
     * @return false if the connection was lost: what the handler read last is not to be trusted
     */
    boolean rollback();
}
