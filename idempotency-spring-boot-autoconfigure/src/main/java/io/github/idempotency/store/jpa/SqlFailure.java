package io.github.idempotency.store.jpa;

import io.github.idempotency.core.StoreUnavailableException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an error of the database means to the store. Codes: PostgreSQL documentation, appendix A. */
final class SqlFailure {

    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String LOCAL_COMMIT = "01000";
    private static final String DEADLOCK = "40P01";
    private static final String READ_ONLY = "25006";
    private static final String ABORTED_TRANSACTION = "25P02";
    private static final String FORBIDDEN = "42501";
    private static final String NO_PARTITION = "23514";
    private static final String NO_TABLE = "42P01";

    private SqlFailure() {}

    static boolean isConflict(Throwable failure) {
        return SERIALIZATION_FAILURE.equals(sqlState(failure)) || DEADLOCK.equals(sqlState(failure));
    }

    /** Whether the server takes no writes, as one that was the primary before a failover. */
    static boolean isReadOnly(Throwable failure) {
        return READ_ONLY.equals(sqlState(failure));
    }

    /** Whether the user lacks a right. */
    static boolean isForbidden(Throwable failure) {
        return FORBIDDEN.equals(sqlState(failure));
    }

    /** Whether the table is gone that a row was for, or all of them. */
    static boolean isPartitionMissing(Throwable failure) {
        return NO_PARTITION.equals(sqlState(failure)) || NO_TABLE.equals(sqlState(failure));
    }

    static boolean isAbortedTransaction(Throwable failure) {
        return ABORTED_TRANSACTION.equals(sqlState(failure));
    }

    /** Whether the connection is gone, so that the outcome of a commit is not known. */
    static boolean isConnectionLost(Throwable failure) {
        String state = sqlState(failure);
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /** Whether the database answered that something is missing or not allowed, which another attempt does not change. */
    static boolean isSetUpWrongly(Throwable failure) {
        String state = sqlState(failure);
        return state != null && state.startsWith("42");
    }

    static StoreUnavailableException unavailable(String action, Throwable failure) {
        String state = sqlState(failure);
        return new StoreUnavailableException(
                "The idempotency store could not %s: %s%s"
                        .formatted(action, explain(state), state == null ? "" : " (SQLSTATE " + state + ')'),
                failure);
    }

    private static String explain(@Nullable String state) {
        if (state == null) {
            return "no connection could be had in time. Check that the database is up and that the connection pool is not exhausted";
        }
        return switch (state) {
            case READ_ONLY ->
                "the database is read-only. Point the data source at the primary, not at a replica, and check default_transaction_read_only";
            case NO_TABLE, "42703" ->
                "the table idempotency_record is missing or of another version. Set idempotency.store.schema=migrate, or apply the library's SQL by hand";
            case FORBIDDEN -> "the database user may not write the tables of the library";
            case "57014", "55P03" -> "the statement was cancelled or waited too long for a lock";
            case LOCAL_COMMIT ->
                "it was committed on the primary only, since the wait for a synchronous standby was cancelled, so that a failover would lose it";
            case SERIALIZATION_FAILURE, DEADLOCK -> "concurrent transactions got in its way";
            default -> explainClass(state);
        };
    }

    private static String explainClass(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "57" ->
                "the connection failed or took longer than idempotency.store.claim-timeout. Check that the database is up";
            case "53" -> "the database is out of connections, memory or disk space";
            default -> "the database answered with an unexpected error";
        };
    }

    // The outermost one: the driver makes the error that aborted a transaction the cause of those that follow from it.
    private static @Nullable String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
