package io.github.idempotency.store.jpa;

import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.policy.TransactionSettings;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionUsageException;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/** Opens the transactions of execution mode {@code ATOMIC}. */
final class AtomicTransactions {

    /** A record that came up between reading and inserting is read at the next attempt. */
    private static final int ATTEMPTS = 3;

    private final PlatformTransactionManager transactionManager;
    private final TransactionConnection connection;
    private final StoredContent content;
    private final CompletionStatements completion;

    AtomicTransactions(
            PlatformTransactionManager transactionManager,
            TransactionConnection connection,
            StoredContent content,
            CompletionStatements completion) {
        this.transactionManager = transactionManager;
        this.connection = connection;
        this.content = content;
        this.completion = completion;
    }

    Attempt begin(ClaimRequest request, TransactionSettings settings) {
        for (int attempt = 1; ; attempt++) {
            TransactionStatus status = open(settings);
            try {
                Optional<Attempt> result = claim(status, request);
                if (result.isPresent() && result.get() instanceof Attempt.Begun) {
                    return result.get();
                }
                transactionManager.rollback(status);
                if (result.isPresent() || attempt == ATTEMPTS) {
                    return result.orElseGet(Attempt.Busy::new);
                }
            } catch (SQLException | RuntimeException e) {
                rollback(status, e);
                // At stricter isolation levels a duplicate shows as a conflict.
                if (attempt == ATTEMPTS || !SqlFailure.isConflict(e) && !SqlFailure.isReadOnly(e)) {
                    throw failure(e);
                }
            } catch (Error e) {
                rollback(status, e);
                throw e;
            }
        }
    }

    /** Empty if a record came up that the read did not see. */
    private Optional<Attempt> claim(TransactionStatus status, ClaimRequest request) throws SQLException {
        UUID id = request.key().id();
        return connection
                .call(c -> Sql.first(
                        c,
                        JpaIdempotencyStore.CLAIM_ATOMIC,
                        row -> attempt(c, status, request, row),
                        Sql.concat(new Object[] {id, Sql.lock(id)}, Sql.values(request))))
                .orElseThrow();
    }

    private Optional<Attempt> attempt(Connection c, TransactionStatus status, ClaimRequest request, ResultSet row)
            throws SQLException {
        boolean locked = row.getBoolean("held");
        boolean lockNotAskedFor = row.wasNull();
        if (lockNotAskedFor) {
            return Optional.of(new Attempt.Occupied(Rows.record(c, row, content)));
        }
        if (!locked) {
            return Optional.of(new Attempt.Busy());
        }
        if (row.getObject("id") == null) {
            return Optional.empty();
        }
        return Optional.of(new Attempt.Begun(new JpaAtomicTransaction(
                transactionManager, status, connection, request.key(), Rows.claim(row), completion)));
    }

    private TransactionStatus open(TransactionSettings settings) {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setName("idempotency-atomic");
        // New even inside another transaction: it has to end when the handler has.
        definition.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        if (settings.isolation() != null) {
            definition.setIsolationLevel(level(settings.isolation()));
        }
        if (settings.timeout() != null) {
            definition.setTimeout((int) settings.timeout().toSeconds());
        }
        try {
            return transactionManager.getTransaction(definition);
        } catch (TransactionUsageException e) { // the manager cannot do what the handler declares
            throw e;
        } catch (TransactionException | DataAccessException | PersistenceException e) {
            throw SqlFailure.unavailable("begin an atomic execution", e);
        }
    }

    private static int level(TransactionSettings.Isolation isolation) {
        return switch (isolation) {
            case READ_UNCOMMITTED -> TransactionDefinition.ISOLATION_READ_UNCOMMITTED;
            case READ_COMMITTED -> TransactionDefinition.ISOLATION_READ_COMMITTED;
            case REPEATABLE_READ -> TransactionDefinition.ISOLATION_REPEATABLE_READ;
            case SERIALIZABLE -> TransactionDefinition.ISOLATION_SERIALIZABLE;
        };
    }

    /** Whether this manager opens the transactions. */
    boolean beginsWith(Object manager) {
        return transactionManager == manager;
    }

    private void rollback(TransactionStatus status, Throwable failure) {
        if (!status.isCompleted()) {
            try {
                transactionManager.rollback(status);
            } catch (RuntimeException | Error e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static RuntimeException failure(Exception e) {
        boolean ofDatabase = !(e instanceof RuntimeException)
                || e instanceof DataAccessException
                || e instanceof TransactionException;
        return ofDatabase ? SqlFailure.unavailable("begin an atomic execution", e) : (RuntimeException) e;
    }
}
