package io.github.idempotency.core;

/** The transaction an {@link AtomicStore} opened; it belongs to the thread that opened it and ends once. */
public interface AtomicTransaction {

    /**
     * Removes an expired or abandoned record within the transaction.
     *
     * @param observed the ownership that was read
     * @return whether the record was as it was read
     */
    boolean remove(Claim observed);

    /**
     * Writes the finished record and commits it together with everything the handler wrote. If this returns, the commit took
     * place, even if something that was to run after the commit failed.
     *
     * @throws DuplicateRecordException      if another execution of the key has finished first; all is rolled back
     * @throws CommitOutcomeUnknownException if the connection was lost at the commit, which may have taken place
     * @throws StoreUnavailableException     if the store cannot answer otherwise; all is rolled back
     * @throws RuntimeException              whatever the handler's own writes led to at commit; all is rolled back
     */
    void commit(Envelope envelope);

    /** Rolls back. Does nothing if the transaction has ended. */
    void rollback();

    /** Whether the transaction has ended. */
    boolean isCompleted();
}
