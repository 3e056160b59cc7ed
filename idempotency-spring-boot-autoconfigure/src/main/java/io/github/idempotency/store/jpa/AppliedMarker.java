package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimScope;
import java.sql.SQLException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Writes the marker of a record into each transaction that a leased execution is about to commit: effects and marker are
 * committed together, or, if the claim was lost, neither.
 *
 * <p>Nested transactions are skipped, since the row's lock would outlive their savepoint, and read-only ones, which have no
 * effect. What is thrown here must not be a {@code TransactionException}: after one of those Spring sends no ROLLBACK.
 */
final class AppliedMarker implements TransactionExecutionListener {

    private final TransactionConnection connection;

    AppliedMarker(TransactionConnection connection) {
        this.connection = connection;
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
        Claim claim = ClaimScope.current();
        if (claim == null || transaction.isReadOnly() || transaction.isNested() || !connection.isAvailable()) {
            return;
        }
        if (!mark(claim)) {
            throw new OptimisticLockingFailureException("Idempotency record " + claim.id()
                    + " is no longer held by this request (fence " + claim.fence()
                    + "): its lease lapsed and another request took it over. This transaction is rolled back");
        }
    }

    private boolean mark(Claim claim) {
        try {
            return connection.call(c -> Sql.update(c, JpaIdempotencyStore.MARK_APPLIED, Sql.values(claim)) == 1);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException(
                    "The transaction could not be marked as an effect of idempotency record " + claim.id()
                            + " and is rolled back",
                    e);
        }
    }
}
