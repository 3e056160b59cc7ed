package io.github.idempotency.store.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.RollbackException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The persistence context of the transaction that a manager has under way on the current thread. */
final class PersistenceContext {

    private static final String BACKEND = "SELECT pg_backend_pid()";

    private final JpaTransactionManager manager;

    PersistenceContext(JpaTransactionManager manager) {
        this.manager = manager;
    }

    /** Flushes as the commit would, and fails as it would. */
    void flush() {
        EntityManager entityManager = entityManager();
        if (entityManager == null || isFlushedByHand(entityManager)) {
            return;
        }
        try {
            entityManager.flush();
        } catch (RuntimeException e) {
            DataAccessException translated = manager.getJpaDialect().translateExceptionIfPossible(e);
            if (translated != null) {
                throw translated;
            }
            // A failed commit has rolled back, so that Spring does not.
            entityManager.getTransaction().rollback();
            throw new TransactionSystemException(
                    "Could not commit JPA transaction",
                    new RollbackException("Error while committing the transaction", e));
        }
    }

    /** Whether it works on a connection. */
    boolean worksOn(Connection connection) throws SQLException {
        EntityManager entityManager = entityManager();
        return entityManager != null
                && entityManager
                        .createNativeQuery(BACKEND, Integer.class)
                        .getSingleResult()
                        .equals(Sql.first(connection, BACKEND, row -> row.getInt(1))
                                .orElseThrow());
    }

    private @Nullable EntityManager entityManager() {
        EntityManagerFactory factory = manager.getEntityManagerFactory();
        return factory != null
                        && TransactionSynchronizationManager.getResource(factory) instanceof EntityManagerHolder holder
                ? holder.getEntityManager()
                : null;
    }

    /** JPA has no name for it, and calls it COMMIT. */
    private static boolean isFlushedByHand(EntityManager entityManager) {
        return entityManager.getFlushMode() == FlushModeType.COMMIT
                && "MANUAL".equals(String.valueOf(entityManager.getProperties().get("org.hibernate.flushMode")));
    }
}
