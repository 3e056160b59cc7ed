package io.github.idempotency.store.jpa;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The few lines of JDBC that every statement needs. */
final class Sql {

    private Sql() {}

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            int count = statement.executeUpdate();
            LocalCommit.refuse(statement.getWarnings());
            return count;
        }
    }

    static <T> Optional<T> first(Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                LocalCommit.refuse(statement.getWarnings());
                return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
            }
        }
    }

    static <T> List<T> all(Connection connection, String sql, RowReader<T> reader, Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<T> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                LocalCommit.refuse(statement.getWarnings());
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
            }
            return all;
        }
    }

    static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Null nothing) {
                statement.setNull(i + 1, nothing.type());
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /** The values of the columns that a request determines, in the order in which the insert statements name them. */
    static Object[] values(ClaimRequest request) {
        return new Object[] {
            request.key().id(),
            request.owner(),
            request.key().tenant().source().name(),
            Label.of(request.key().tenant().name()),
            Label.of(request.key().operation()),
            Label.of(request.key().key()),
            request.fingerprint().version(),
            request.fingerprint().digest(),
            micros(request.lease()),
            micros(request.retention()),
            request.resultRetention().isZero() ? Null.BIGINT : micros(request.resultRetention())
        };
    }

    static Object[] values(Claim claim) {
        return new Object[] {claim.id(), claim.fence(), claim.owner()};
    }

    static Object[] concat(Object[] first, Object... second) {
        Object[] all = new Object[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** The number of the advisory lock of a key. */
    static long lock(UUID id) {
        return id.getMostSignificantBits();
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** No value of a type: a null without one has the server plan the statement anew where a value was before. */
    record Null(int type) {

        static final Null BIGINT = new Null(Types.BIGINT);
        static final Null TEXT = new Null(Types.VARCHAR);
        static final Null BYTES = new Null(Types.BINARY);
    }

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }
}
