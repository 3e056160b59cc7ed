package io.github.idempotency.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Bounds how long the network may be silent, so that a hanging database does not hold a thread for ever. */
final class TimeLimit {

    private final int millis;

    TimeLimit(Duration limit) {
        this.millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis()));
    }

    <T> T run(Connection connection, SqlWork<T> work) throws SQLException {
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, millis);
        try {
            return work.run(connection);
        } finally {
            restore(connection, before);
        }
    }

    private static void restore(Connection connection, int before) throws SQLException {
        if (!connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, before);
        }
    }
}
