package io.github.idempotency.store.jpa;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Parts with connections to a server that takes no writes: after a failover those in the pool lead to the old primary, and only
 * a new connection finds the new one.
 */
final class ReadOnlyServer {

    private static final Logger log = System.getLogger(ReadOnlyServer.class.getName());

    private ReadOnlyServer() {}

    /** Runs work; a connection whose server turns out to be read-only does not return to its pool. */
    static <T> T leave(Connection connection, SqlWork<T> work) throws SQLException {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            if (SqlFailure.isReadOnly(e)) {
                drop(connection);
            }
            throw e;
        }
    }

    private static void drop(Connection connection) {
        try {
            connection.abort(Runnable::run);
            // A pool learns that a connection is broken from the first call that fails.
            connection.createStatement().close();
        } catch (SQLException e) {
            log.log(Level.DEBUG, "Dropped a connection to a read-only server", e);
        }
    }
}
