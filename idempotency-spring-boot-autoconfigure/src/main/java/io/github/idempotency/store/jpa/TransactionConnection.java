package io.github.idempotency.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The connection of the thread's transaction: the one that the handler's JPA and JDBC work uses. */
final class TransactionConnection {

    private final DataSource dataSource;
    private final TimeLimit timeLimit;

    TransactionConnection(DataSource dataSource, TimeLimit timeLimit) {
        this.dataSource = dataSource;
        this.timeLimit = timeLimit;
    }

    /** Whether the thread has a transaction on the store's database. */
    boolean isAvailable() {
        return TransactionSynchronizationManager.hasResource(dataSource);
    }

    /** Whether the commit that just took place is known to be on this server only. */
    boolean committedLocally() {
        if (!isAvailable()) {
            return false;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            LocalCommit.refuse(connection.getWarnings());
            return false;
        } catch (SQLException e) {
            return true; // or the connection was lost, which leaves it as open
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    <T> T call(SqlWork<T> work) throws SQLException {
        if (!isAvailable()) {
            throw new IllegalStateException(
                    "The transaction is not one on the idempotency store's database: annotate the transaction manager of that database with @IdempotencyPersistence");
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return timeLimit.run(connection, c -> ReadOnlyServer.leave(c, work));
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
