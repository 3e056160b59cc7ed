package io.github.idempotency.store.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes and drops the partitions of the table of responses, a day each. No statement takes a lock on that table that a request
 * waits for: partitions are attached and detached, never created in or dropped from their place. Whoever is in its way for more
 * than a moment has it give up until the next time.
 */
final class PartitionStatements {

    private static final String TODAY = "SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS today";

    /** Whoever may not write the table has no partitions. Those whose bounds are not days are left alone. */
    private static final String FIND = """
            SELECT child.oid::regclass::text AS name, bounds[1]::date AS first_day, bounds[2]::date AS end_day,
                inhdetachpending AS detaching,
                bounds[2]::date <= (clock_timestamp() AT TIME ZONE 'UTC' - interval '1 hour')::date AS over
            FROM pg_inherits
                JOIN pg_class child ON child.oid = inhrelid
                CROSS JOIN LATERAL regexp_match(
                    pg_get_expr(child.relpartbound, child.oid), 'FROM [^0-9]*([0-9-]+)[^0-9]* TO [^0-9]*([0-9-]+)') AS bounds
            WHERE inhparent = 'idempotency_response'::regclass AND bounds IS NOT NULL
                AND has_table_privilege(inhparent, 'SELECT') AND has_table_privilege(inhparent, 'INSERT')
                AND has_table_privilege(inhparent, 'UPDATE')
            """;

    /** Tables of days that are over, which somebody has detached without dropping them. */
    private static final String FIND_LEFT_BEHIND = """
            SELECT lone.oid::regclass::text AS name
            FROM pg_class parent JOIN pg_class lone ON lone.relnamespace = parent.relnamespace
            WHERE parent.oid = 'idempotency_response'::regclass
                AND lone.relkind = 'r' AND NOT lone.relispartition AND lone.relname ~ '^idempotency_response_[0-9]{8}$'
                AND lone.relname < 'idempotency_response_'
                    || to_char(clock_timestamp() AT TIME ZONE 'UTC' - interval '1 hour', 'YYYYMMDD')
            ORDER BY lone.relname
            """;

    private static final String SCHEMA = """
            SELECT quote_ident(nspname) AS name
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE pg_class.oid = 'idempotency_response'::regclass
            """;

    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

    /** Keeps others from attaching at the same time, and no request. */
    private static final String LOCK = "LOCK TABLE ONLY idempotency_response IN SHARE UPDATE EXCLUSIVE MODE";

    private static final String CREATE = "CREATE TABLE IF NOT EXISTS %s (LIKE idempotency_response INCLUDING ALL)";

    private static final String ATTACH =
            "ALTER TABLE idempotency_response ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')";

    private static final String DETACH = "ALTER TABLE idempotency_response DETACH PARTITION %s CONCURRENTLY";

    private static final String FINISH_DETACHING = "ALTER TABLE idempotency_response DETACH PARTITION %s FINALIZE";

    private static final String DROP = "DROP TABLE IF EXISTS %s";

    /** A lock_timeout would have to be set for the session, which a pooler may give to somebody else. */
    private static final int LONGEST_DETACHING_SECONDS = 10;

    private PartitionStatements() {}

    static Optional<ReadyDays> readyDays(Connection connection) throws SQLException {
        return ReadyDays.of(today(connection), partitions(connection));
    }

    /** Makes those partitions of today and a number of days ahead that are missing. */
    static void makeAhead(Connection connection, int days) throws SQLException {
        LocalDate today = today(connection);
        List<ResponsePartition> partitions = partitions(connection);
        SQLException failure = null;
        for (LocalDate day = today; !day.isAfter(today.plusDays(days)); day = day.plusDays(1)) {
            if (isMissing(day, partitions)) {
                try {
                    make(connection, day);
                } catch (SQLException e) { // one day that cannot be made is none the less for the others
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Drops the partitions whose days are over, and what an interrupted call has left. */
    static void dropOver(Connection connection) throws SQLException {
        // Only one can be under way at a time: the one that was interrupted comes first.
        List<ResponsePartition> over = partitions(connection).stream()
                .filter(ResponsePartition::isOver)
                .sorted(Comparator.comparing(ResponsePartition::isDetaching)
                        .reversed()
                        .thenComparing(ResponsePartition::from))
                .toList();
        for (ResponsePartition partition : over) {
            detach(connection, partition);
            drop(connection, partition.name());
        }
        for (String table : Sql.all(connection, FIND_LEFT_BEHIND, row -> row.getString("name"))) {
            drop(connection, table);
        }
    }

    private static LocalDate today(Connection connection) throws SQLException {
        return Sql.first(connection, TODAY, row -> row.getObject("today", LocalDate.class))
                .orElseThrow();
    }

    private static List<ResponsePartition> partitions(Connection connection) throws SQLException {
        return Sql.all(connection, FIND, PartitionStatements::partition);
    }

    private static ResponsePartition partition(ResultSet row) throws SQLException {
        return new ResponsePartition(
                row.getString("name"),
                row.getObject("first_day", LocalDate.class),
                row.getObject("end_day", LocalDate.class),
                row.getBoolean("detaching"),
                row.getBoolean("over"));
    }

    private static boolean isMissing(LocalDate day, List<ResponsePartition> partitions) {
        return partitions.stream().noneMatch(partition -> partition.covers(day));
    }

    private static void make(Connection connection, LocalDate day) throws SQLException {
        String schema =
                Sql.first(connection, SCHEMA, row -> row.getString("name")).orElseThrow();
        String name = schema + ".idempotency_response_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        inTransaction(connection, statement -> {
            statement.execute(LOCK);
            if (isMissing(day, partitions(connection))) {
                statement.execute(CREATE.formatted(name));
                statement.execute(ATTACH.formatted(name, day, day.plusDays(1)));
            }
        });
    }

    private static void detach(Connection connection, ResponsePartition partition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(LONGEST_DETACHING_SECONDS);
            statement.execute((partition.isDetaching() ? FINISH_DETACHING : DETACH).formatted(partition.name()));
        }
    }

    private static void drop(Connection connection, String table) throws SQLException {
        inTransaction(connection, statement -> statement.execute(DROP.formatted(table)));
    }

    private static void inTransaction(Connection connection, Work work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK_TIMEOUT);
            work.run(statement);
            connection.commit();
        } catch (SQLException | RuntimeException | Error e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    private interface Work {

        void run(Statement statement) throws SQLException;
    }
}
