package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimScope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.StoreUnavailableException;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes the marker of a record into each transaction that a leased execution is about to commit: effects and marker are
 * committed together, or, if the claim was lost, neither. To be added to the managers of transactions on the store's database.
 *
 * <p>Nested transactions are skipped, since the row's lock would outlive their savepoint, and read-only ones, which have no
 * effect. What is thrown here must not be a {@code TransactionException}: after one of those Spring sends no ROLLBACK.
 */
public final class AppliedMarker implements TransactionExecutionListener {

    private final IdempotencyStore store;
    private final DataSource dataSource;

    /**
     * Creates a marker.
     *
     * @param store      the store
     * @param dataSource the data source of its database
     */
    public AppliedMarker(IdempotencyStore store, DataSource dataSource) {
        this.store = store;
        this.dataSource = dataSource;
    }

    /**
     * Marks.
     *
     * @throws OptimisticLockingFailureException  if the claim was lost
     * @throws DataAccessResourceFailureException if the record cannot be marked
     */
    @Override
    public void beforeCommit(TransactionExecution transaction) {
        Claim claim = ClaimScope.current();
        if (claim == null
                || transaction.isReadOnly()
                || transaction.isNested()
                || !TransactionSynchronizationManager.hasResource(dataSource)) {
            return;
        }
        // What is left to other threads may be committed in the moment in which the response is stored.
        if (!mark(claim) && !ClaimScope.isResponseStored()) {
            throw new OptimisticLockingFailureException("Idempotency record " + claim.id()
                    + " is no longer held by this request (fence " + claim.fence()
                    + "): its lease lapsed and another request took it over. This transaction is rolled back");
        }
    }

    private boolean mark(Claim claim) {
        try {
            return store.markApplied(claim);
        } catch (StoreUnavailableException e) {
            throw new DataAccessResourceFailureException(
                    "The transaction could not be marked as an effect of idempotency record " + claim.id()
                            + " and is rolled back",
                    e);
        }
    }
}
