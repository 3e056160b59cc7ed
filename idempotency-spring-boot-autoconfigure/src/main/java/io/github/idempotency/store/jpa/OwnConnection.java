package io.github.idempotency.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs single statements on a connection of the store's own, through an entity manager that is neither the caller's nor the
 * request's. In auto-commit, whatever the pool's setting, so that a statement is one round trip and durable.
 */
final class OwnConnection {

    private static final int ATTEMPTS = 3;

    private final EntityManagerFactory entityManagerFactory;
    private final TimeLimit timeLimit;

    /** Takes the provider's own factory: entity managers of Spring's proxy join the caller's transaction. */
    OwnConnection(EntityManagerFactory nativeEntityManagerFactory, TimeLimit timeLimit) {
        this.entityManagerFactory = nativeEntityManagerFactory;
        this.timeLimit = timeLimit;
    }

    <T> T call(String action, SqlWork<T> work) {
        SqlWork<T> attempted = connection -> autoCommitted(connection, work);
        for (int attempt = 1; ; attempt++) {
            try {
                return connect(attempted);
            } catch (SQLException | PersistenceException | IllegalStateException e) {
                if (attempt == ATTEMPTS || !SqlFailure.isConflict(e) && !SqlFailure.isReadOnly(e)) {
                    throw SqlFailure.unavailable(action, e);
                }
                if (SqlFailure.isReadOnly(e)) {
                    continue;
                }
                attempted = connection -> readCommitted(connection, work);
                pause(attempt);
            }
        }
    }

    /** Takes a connection and gives it back. */
    void check() {
        try {
            connect(connection -> {
                connection.createStatement().close(); // a lazy data source connects now
                return true;
            });
        } catch (SQLException | PersistenceException | IllegalStateException e) {
            throw SqlFailure.unavailable("get a connection", e);
        }
    }

    private <T> T connect(SqlWork<T> work) throws SQLException {
        try (EntityManager entityManager = entityManagerFactory.createEntityManager()) {
            return entityManager
                    .<Connection, Outcome<T>>callWithConnection(connection -> attempt(connection, work))
                    .get();
        }
    }

    private <T> Outcome<T> attempt(Connection connection, SqlWork<T> work) {
        try {
            T result = timeLimit.run(connection, c -> ReadOnlyServer.leave(c, work));
            return () -> result;
        } catch (SQLException e) {
            return () -> {
                throw e;
            };
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    private static <T> T autoCommitted(Connection connection, SqlWork<T> work) throws SQLException {
        if (connection.getAutoCommit()) {
            return work.run(connection);
        }
        connection.setAutoCommit(true);
        try {
            return work.run(connection);
        } finally {
            restoreAutoCommit(connection, false);
        }
    }

    // A conflict means that the connection's default isolation is stricter than the store needs.
    private static <T> T readCommitted(Connection connection, SqlWork<T> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement isolation = connection.createStatement()) {
            isolation.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            T result = work.run(connection);
            connection.commit();
            LocalCommit.refuse(connection.getWarnings());
            return result;
        } catch (SQLException | RuntimeException | Error e) { // restoring auto-commit would commit
            rollback(connection, e);
            throw e;
        } finally {
            restoreAutoCommit(connection, autoCommit);
        }
    }

    private static void rollback(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static void restoreAutoCommit(Connection connection, boolean autoCommit) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static void pause(int attempt) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000, 5_000_000L << attempt));
    }

    /** A result or an error, which the persistence provider would wrap. */
    private interface Outcome<T> {

        T get() throws SQLException;
    }
}
