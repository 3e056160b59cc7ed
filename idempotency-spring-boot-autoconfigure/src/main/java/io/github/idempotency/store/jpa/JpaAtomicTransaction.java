package io.github.idempotency.store.jpa;

import io.github.idempotency.core.AtomicTransaction;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.CommitOutcomeUnknownException;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A transaction of Spring's that claims the record as its first statement and completes it as its last. */
final class JpaAtomicTransaction implements AtomicTransaction {

    private static final Logger log = System.getLogger(JpaAtomicTransaction.class.getName());

    private final PlatformTransactionManager transactionManager;
    private final TransactionStatus status;
    private final TransactionConnection connection;
    private final RecordKey key;
    private final Claim claim;
    private final CompletionStatements completion;
    private final CommitObserver observer = new CommitObserver();

    JpaAtomicTransaction(
            PlatformTransactionManager transactionManager,
            TransactionStatus status,
            TransactionConnection connection,
            RecordKey key,
            Claim claim,
            CompletionStatements completion) {
        this.transactionManager = transactionManager;
        this.status = status;
        this.connection = connection;
        this.key = key;
        this.claim = claim;
        this.completion = completion;
        TransactionSynchronizationManager.registerSynchronization(observer);
    }

    @Override
    public void commit(Envelope envelope) {
        if (status.isRollbackOnly()) {
            rollback();
            throw new UnexpectedRollbackException(
                    "The transaction of the idempotent execution was marked rollback-only by code that swallowed the failure");
        }
        complete(envelope);
        try {
            transactionManager.commit(status);
        } catch (RuntimeException | Error e) {
            if (!observer.committed) {
                rollback();
                if (e instanceof RuntimeException failure) {
                    throw commitFailure(failure);
                }
                throw e;
            }
            log.log(Level.WARNING, "Committed, but something failed after the commit of " + key, e);
        }
        if (observer.committedLocally) {
            throw new CommitOutcomeUnknownException(
                    "The commit of " + key
                            + " took place on the primary, and no synchronous standby has confirmed it, since the wait was"
                            + " cancelled: it stands unless there is a failover. A retry with the same key finds out",
                    null);
        }
    }

    private void complete(Envelope envelope) {
        try {
            if (!connection.call(completion.complete(claim, envelope))) {
                throw new UnexpectedRollbackException(
                        "The transaction of the idempotent execution was rolled back under it: its own record is gone");
            }
        } catch (SQLException e) {
            rollback();
            throw completionFailure(e);
        } catch (RuntimeException | Error e) {
            rollback();
            throw e;
        }
    }

    private static RuntimeException completionFailure(SQLException failure) {
        if (SqlFailure.isAbortedTransaction(failure)) {
            return new UnexpectedRollbackException(
                    "A statement of the idempotent execution failed and the handler swallowed the failure; the database has aborted the transaction",
                    failure);
        }
        return SqlFailure.unavailable("store a finished record", failure);
    }

    /** Neither a lost connection nor a conflict is a decision of the application's: the client is to come again with its key. */
    private RuntimeException commitFailure(RuntimeException failure) {
        if (SqlFailure.isConnectionLost(failure)) {
            return outcomeUnknown(failure);
        }
        return SqlFailure.isConflict(failure) ? SqlFailure.unavailable("commit an atomic execution", failure) : failure;
    }

    private CommitOutcomeUnknownException outcomeUnknown(RuntimeException failure) {
        return new CommitOutcomeUnknownException(
                "The connection was lost at the commit of " + key
                        + ", which took place or did not; a retry with the same key finds out",
                failure);
    }

    @Override
    public boolean rollback() {
        if (!status.isCompleted()) {
            try {
                transactionManager.rollback(status);
            } catch (RuntimeException e) {
                // The connection is gone, and the transaction with it.
                log.log(Level.DEBUG, "Could not roll back", e);
                return false;
            }
        }
        return true;
    }

    private final class CommitObserver implements TransactionSynchronization {

        private boolean committed;
        private boolean committedLocally;

        /** The connection is still that of the transaction. */
        @Override
        public void afterCommit() {
            committedLocally = connection.committedLocally();
        }

        @Override
        public void afterCompletion(int status) {
            committed = status == STATUS_COMMITTED;
        }
    }
}
