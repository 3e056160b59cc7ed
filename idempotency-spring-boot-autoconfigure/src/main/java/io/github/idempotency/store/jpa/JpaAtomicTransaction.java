package io.github.idempotency.store.jpa;

import io.github.idempotency.core.AtomicTransaction;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.CommitOutcomeUnknownException;
import io.github.idempotency.core.DuplicateRecordException;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A transaction of Spring's that writes the finished record as its last statement. */
final class JpaAtomicTransaction implements AtomicTransaction {

    private static final Logger log = System.getLogger(JpaAtomicTransaction.class.getName());

    private static final String REMOVE = """
            DELETE FROM idempotency_record
            WHERE id = ? AND fence = ? AND owner = ?
              AND (state = 1 AND expires_at <= now() OR state = 0 AND NOT applied AND lease_until <= now())
            """;

    private final PlatformTransactionManager transactionManager;
    private final TransactionStatus status;
    private final TransactionConnection connection;
    private final IdempotencyStore store;
    private final ClaimRequest request;
    private final CommitObserver observer = new CommitObserver();

    JpaAtomicTransaction(
            PlatformTransactionManager transactionManager,
            TransactionStatus status,
            TransactionConnection connection,
            IdempotencyStore store,
            ClaimRequest request) {
        this.transactionManager = transactionManager;
        this.status = status;
        this.connection = connection;
        this.store = store;
        this.request = request;
        TransactionSynchronizationManager.registerSynchronization(observer);
    }

    @Override
    public boolean remove(Claim observed) {
        try {
            return connection.call(c -> Sql.update(c, REMOVE, Sql.values(observed)) == 1);
        } catch (SQLException e) {
            throw SqlFailure.unavailable("remove a record", e);
        }
    }

    @Override
    public void commit(Envelope envelope) {
        if (status.isRollbackOnly()) {
            rollback();
            throw new UnexpectedRollbackException(
                    "The transaction of the idempotent execution was marked rollback-only by code that swallowed the failure");
        }
        insert(envelope);
        try {
            transactionManager.commit(status);
        } catch (RuntimeException e) {
            if (!observer.committed) {
                rollback();
                throw SqlFailure.isConnectionLost(e) ? outcomeUnknown(e) : e;
            }
            log.log(Level.WARNING, "Committed, but something failed after the commit of " + request.key(), e);
        }
    }

    private void insert(Envelope envelope) {
        try {
            connection.call(c -> Sql.update(
                    c, JpaIdempotencyStore.INSERT_COMPLETED, Sql.concat(Sql.values(request), Sql.values(envelope))));
        } catch (SQLException e) {
            rollback();
            throw insertFailure(e);
        } catch (RuntimeException e) {
            rollback();
            throw e;
        }
    }

    private RuntimeException insertFailure(SQLException failure) {
        if (SqlFailure.isUniqueViolation(failure)) {
            return duplicate(failure);
        }
        if (SqlFailure.isAbortedTransaction(failure)) {
            return new UnexpectedRollbackException(
                    "A statement of the idempotent execution failed and the handler swallowed the failure; the database has aborted the transaction",
                    failure);
        }
        // Under SERIALIZABLE the database may report a duplicate as a conflict.
        if (SqlFailure.isConflict(failure) && store.find(request.key().id()).isPresent()) {
            return duplicate(failure);
        }
        return SqlFailure.unavailable("store a finished record", failure);
    }

    private CommitOutcomeUnknownException outcomeUnknown(RuntimeException failure) {
        return new CommitOutcomeUnknownException(
                "The connection was lost at the commit of " + request.key()
                        + ", which took place or did not; a retry with the same key finds out",
                failure);
    }

    private DuplicateRecordException duplicate(SQLException failure) {
        return new DuplicateRecordException(
                "Another execution of " + request.key() + " finished first; this one was rolled back", failure);
    }

    @Override
    public void rollback() {
        if (!status.isCompleted()) {
            try {
                transactionManager.rollback(status);
            } catch (RuntimeException e) {
                // The connection is gone, and the transaction with it.
                log.log(Level.DEBUG, "Could not roll back", e);
            }
        }
    }

    @Override
    public boolean isCompleted() {
        return status.isCompleted();
    }

    private static final class CommitObserver implements TransactionSynchronization {

        private boolean committed;

        @Override
        public void afterCompletion(int status) {
            committed = status == STATUS_COMMITTED;
        }
    }
}
