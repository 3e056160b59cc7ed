package io.github.idempotency.store.jpa;

import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.util.ClassUtils;

/**
 * Recognises a commit that no synchronous standby has confirmed. If the wait for the standby is cancelled, the server says so by
 * a warning, and the statement succeeds: it has committed on this server, and a failover loses it.
 */
final class LocalCommit {

    private static final boolean POSTGRESQL_DRIVER =
            ClassUtils.isPresent("org.postgresql.util.PSQLWarning", LocalCommit.class.getClassLoader());

    /** The function of the server that waits: messages may be in any language. */
    private static final String WAITING = "SyncRepWaitForLSN";

    private LocalCommit() {}

    /** Throws the warning that a commit is local, if it is among these. */
    static void refuse(@Nullable SQLWarning first) throws SQLException {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            if (isCancelledWait(warning)) {
                throw warning;
            }
        }
    }

    private static boolean isCancelledWait(SQLWarning warning) {
        if (POSTGRESQL_DRIVER && Driver.isOfDriver(warning)) {
            return Driver.isCancelledWait(warning);
        }
        String message = warning.getMessage();
        return message != null && message.contains("synchronous replication");
    }

    /** Apart, since the driver's classes may be others. */
    private static final class Driver {

        static boolean isOfDriver(SQLWarning warning) {
            return warning instanceof PSQLWarning;
        }

        static boolean isCancelledWait(SQLWarning warning) {
            ServerErrorMessage message = ((PSQLWarning) warning).getServerErrorMessage();
            return message != null && WAITING.equals(message.getRoutine());
        }
    }
}
