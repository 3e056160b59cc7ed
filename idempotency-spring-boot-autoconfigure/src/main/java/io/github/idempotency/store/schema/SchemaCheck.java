package io.github.idempotency.store.schema;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Checks at start that the store's table is there. */
public final class SchemaCheck {

    private static final Logger log = System.getLogger(SchemaCheck.class.getName());

    private static final Set<String> MISSING_OR_FORBIDDEN = Set.of("42P01", "42703", "42501");

    private static final Map<String, Map<String, String>> TABLES = tables();

    private static final String PARTITIONED_TABLE = """
            SELECT relkind = 'p' AS partitioned,
                has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                    AND has_table_privilege(oid, 'UPDATE') AS writable
            FROM pg_class WHERE oid = 'idempotency_response'::regclass
            """;

    private SchemaCheck() {}

    /**
     * Checks the table, by the means of a mode. Says nothing if the database cannot be reached: the store will, when asked.
     *
     * @throws StoreSetupException if the table is missing, may not be read, or is not as it should be
     */
    public static void run(DataSource dataSource, SchemaMode mode) {
        String table = "";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, Map<String, String>> expected : TABLES.entrySet()) {
                table = expected.getKey();
                check(statement, table, mode == SchemaMode.NONE ? Map.of() : expected.getValue());
            }
        } catch (SQLException e) {
            if (e.getSQLState() != null && MISSING_OR_FORBIDDEN.contains(e.getSQLState())) {
                throw failure(table, e.getMessage(), e);
            }
            log.log(Level.WARNING, "Could not check the tables of the idempotency store: " + e.getMessage());
        }
    }

    /**
     * Checks that the table of responses can be partitioned by day and may be written. Says nothing if the database cannot be
     * reached.
     *
     * @throws StoreSetupException if it cannot, or may not
     */
    public static void requirePartitions(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet table = statement.executeQuery(PARTITIONED_TABLE)) {
            table.next();
            if (!table.getBoolean("partitioned")) {
                throw new StoreSetupException(
                        "The table idempotency_response is not partitioned, which idempotency.store.response-partitions.enabled needs.",
                        "Drop the table and create it as %s in classpath:%s does, in the default schema of the connections. Or set idempotency.store.response-partitions.enabled=false."
                                .formatted(SchemaScripts.RESPONSE_TABLE, SchemaScripts.LOCATION),
                        null);
            }
            if (!table.getBoolean("writable")) {
                throw new StoreSetupException(
                        "The database user may not write the table idempotency_response, which idempotency.store.response-partitions.enabled needs.",
                        "Execute GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_response for that user. Or set idempotency.store.response-partitions.enabled=false.",
                        null);
            }
        } catch (SQLException e) {
            log.log(Level.WARNING, "Could not check the table idempotency_response: " + e.getMessage());
        }
    }

    private static void check(Statement statement, String table, Map<String, String> columns) throws SQLException {
        String names = columns.isEmpty() ? "1" : String.join(", ", columns.keySet());
        try (ResultSet none = statement.executeQuery("SELECT " + names + " FROM " + table + " WHERE false")) {
            if (!columns.isEmpty()) {
                compare(table, none.getMetaData(), columns);
            }
        }
    }

    private static void compare(String table, ResultSetMetaData actual, Map<String, String> columns)
            throws SQLException {
        for (int i = 1; i <= actual.getColumnCount(); i++) {
            String expected = columns.get(actual.getColumnName(i));
            if (!actual.getColumnTypeName(i).equals(expected)) {
                throw failure(
                        table,
                        "column %s is of type %s, expected %s"
                                .formatted(actual.getColumnName(i), actual.getColumnTypeName(i), expected),
                        null);
            }
        }
    }

    private static StoreSetupException failure(String table, @Nullable String what, @Nullable Throwable cause) {
        return new StoreSetupException(
                "The table %s of the idempotency store is missing or not as it should be: %s".formatted(table, what),
                "Apply the scripts in classpath:%s to this database, in the default schema of its connections, or set idempotency.store.schema=migrate. With several data sources, annotate the DataSource that belongs to the store's EntityManagerFactory with @IdempotencyPersistence."
                        .formatted(SchemaScripts.LOCATION),
                cause);
    }

    private static Map<String, Map<String, String>> tables() {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        tables.put(
                "idempotency_record",
                columns(
                        "int8", "fence",
                        "timestamptz", "created_at expires_at result_expires_at lease_until completed_at",
                        "int4", "status response_size",
                        "date", "response_day",
                        "int2", "state format_version fingerprint_version",
                        "bool", "applied has_steps",
                        "uuid", "id owner",
                        "varchar", "tenant_source tenant operation idempotency_key",
                        "bytea", "fingerprint body",
                        "text", "headers"));
        tables.put(
                "idempotency_response",
                columns(
                        "uuid", "id owner",
                        "date", "day",
                        "text", "headers",
                        "bytea", "body"));
        tables.put(
                "idempotency_incident",
                columns(
                        "uuid", "id record_id",
                        "int8", "fence",
                        "timestamptz", "at",
                        "varchar", "event operation tenant actor reason"));
        tables.put(
                "idempotency_step",
                columns(
                        "int8", "fence",
                        "timestamptz", "finished_at compensated_at",
                        "uuid", "record_id",
                        "varchar", "name",
                        "bytea", "result"));
        tables.put(
                "idempotency_usage",
                columns(
                        "int8", "records bytes",
                        "timestamptz", "measured_at",
                        "int2", "state",
                        "uuid", "id",
                        "varchar", "tenant_source tenant operation"));
        tables.put("idempotency_task", columns("varchar", "name", "uuid", "owner", "timestamptz", "lease_until"));
        tables.put(
                "idempotency_statistic",
                columns(
                        "timestamptz", "minute",
                        "int8", "requests",
                        "varchar", "client_version operation outcome"));
        tables.put(
                "idempotency_storage",
                columns("timestamptz", "day measured_at", "int8", "records bytes", "varchar", "operation"));
        return tables;
    }

    private static Map<String, String> columns(String... typesAndNames) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < typesAndNames.length; i += 2) {
            for (String name : typesAndNames[i + 1].split(" ")) {
                columns.put(name, typesAndNames[i]);
            }
        }
        return columns;
    }
}
