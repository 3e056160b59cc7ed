package io.github.idempotency.store.jpa;

import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.StoredRecord;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** Opens the transactions of execution mode {@code ATOMIC}. */
final class AtomicTransactions {

    /**
     * Lock and read in one round trip, yet as two statements: the snapshot of a single one would be older than the lock and
     * miss the record of the execution that just gave the lock back.
     */
    private static final String LOCK_AND_READ = "SELECT pg_try_advisory_xact_lock(?);\n" + JpaIdempotencyStore.FIND;

    private final PlatformTransactionManager transactionManager;
    private final TransactionConnection connection;
    private final IdempotencyStore store;

    AtomicTransactions(
            PlatformTransactionManager transactionManager, TransactionConnection connection, IdempotencyStore store) {
        this.transactionManager = transactionManager;
        this.connection = connection;
        this.store = store;
    }

    Attempt begin(ClaimRequest request) {
        TransactionStatus status = open();
        try {
            LockedRead read = connection.call(c -> lockAndRead(c, request.key().id()));
            if (!read.locked()) {
                transactionManager.rollback(status);
                return new Attempt.Busy();
            }
            JpaAtomicTransaction transaction =
                    new JpaAtomicTransaction(transactionManager, status, connection, store, request);
            return new Attempt.Open(transaction, read.existing());
        } catch (SQLException | RuntimeException e) {
            rollback(status, e);
            if (!(e instanceof RuntimeException unchecked)
                    || e instanceof DataAccessException
                    || e instanceof TransactionException) {
                throw SqlFailure.unavailable("begin an atomic execution", e);
            }
            throw unchecked;
        }
    }

    private TransactionStatus open() {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setName("idempotency-atomic");
        // New even inside another transaction: it has to end when the handler has.
        definition.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        try {
            return transactionManager.getTransaction(definition);
        } catch (TransactionException | DataAccessException | PersistenceException e) {
            throw SqlFailure.unavailable("begin an atomic execution", e);
        }
    }

    private void rollback(TransactionStatus status, Exception failure) {
        if (!status.isCompleted()) {
            try {
                transactionManager.rollback(status);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static LockedRead lockAndRead(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_READ)) {
            Sql.bind(statement, id.getMostSignificantBits(), id);
            statement.execute();
            try (ResultSet lock = statement.getResultSet()) {
                lock.next();
                if (!lock.getBoolean(1)) {
                    return new LockedRead(false, null);
                }
            }
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return new LockedRead(true, rows.next() ? Rows.record(rows) : null);
            }
        }
    }

    private record LockedRead(boolean locked, @Nullable StoredRecord existing) {}
}
