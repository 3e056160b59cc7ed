package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimScope;
import io.github.idempotency.core.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Writes the marker of a record into each transaction that a leased execution is about to commit: effects and marker are
 * committed together, or, if the claim was lost, neither. To be added to a manager of transactions on the store's database.
 *
 * <p>Nested transactions are skipped, since the row's lock would outlive their savepoint, read-only ones, which have no
 * effect, and those that can only be rolled back. What is thrown here must not be a {@code TransactionException}: after one of
 * those Spring sends no ROLLBACK.
 *
 * <p>The persistence context is flushed before, not by the commit after: what listeners of entities do in transactions of
 * their own during a flush is marked too, and would wait for the row's lock.
 */
public final class AppliedMarker implements TransactionExecutionListener {

    private final TransactionConnection connection;
    private final @Nullable PersistenceContext context;

    /**
     * Creates a marker for a manager that binds its connections to a given data source.
     *
     * @param manager    the manager, not a proxy of it
     * @param dataSource the data source
     * @param timeout    how long the database may be silent
     */
    public AppliedMarker(PlatformTransactionManager manager, DataSource dataSource, Duration timeout) {
        this.connection = new TransactionConnection(DataSources.bound(dataSource), new TimeLimit(timeout));
        this.context = manager instanceof JpaTransactionManager jpa ? new PersistenceContext(jpa) : null;
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
                || transaction.isRollbackOnly()
                || !connection.isAvailable()) {
            return;
        }
        if (context != null) {
            context.flush();
        }
        // What is left to other threads may be committed in the moment in which the response is stored.
        if (!mark(claim) && !ClaimScope.isResponseStored()) {
            throw new ClaimNotHeldException(claim);
        }
    }

    private boolean mark(Claim claim) {
        try {
            return JpaIdempotencyStore.markApplied(connection, claim);
        } catch (StoreUnavailableException e) {
            throw new DataAccessResourceFailureException(
                    "The transaction could not be marked as an effect of idempotency record " + claim.id()
                            + " and is rolled back",
                    e);
        }
    }

    /**
     * What keeps the current thread's transaction from being marked on the connection on which its work is done; empty if
     * nothing does.
     */
    Optional<String> obstacle() throws SQLException {
        if (!connection.isAvailable()) {
            return Optional.of("its transactions bind no connection to the DataSource of the idempotency store");
        }
        return context == null || connection.call(context::worksOn)
                ? Optional.empty()
                : Optional.of(
                        "its EntityManager works on another connection than the one that it binds to the DataSource");
    }
}
