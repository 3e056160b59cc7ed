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

    private static final Map<String, String> COLUMNS = columns();

    private SchemaCheck() {}

    /**
     * Checks the table, by the means of a mode. Says nothing if the database cannot be reached: the store will, when asked.
     *
     * @throws StoreSetupException if the table is missing, may not be read, or is not as it should be
     */
    public static void run(DataSource dataSource, SchemaMode mode) {
        String columns = mode == SchemaMode.NONE ? "1" : String.join(", ", COLUMNS.keySet());
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT " + columns + " FROM idempotency_record WHERE false")) {
            if (mode != SchemaMode.NONE) {
                compare(none.getMetaData());
            }
        } catch (SQLException e) {
            if (e.getSQLState() != null && MISSING_OR_FORBIDDEN.contains(e.getSQLState())) {
                throw failure(e.getMessage(), e);
            }
            log.log(Level.WARNING, "Could not check the table of the idempotency store: " + e.getMessage());
        }
    }

    private static void compare(ResultSetMetaData actual) throws SQLException {
        for (int i = 1; i <= actual.getColumnCount(); i++) {
            String expected = COLUMNS.get(actual.getColumnName(i));
            if (!actual.getColumnTypeName(i).equals(expected)) {
                throw failure(
                        "column %s is of type %s, expected %s"
                                .formatted(actual.getColumnName(i), actual.getColumnTypeName(i), expected),
                        null);
            }
        }
    }

    private static StoreSetupException failure(@Nullable String what, @Nullable Throwable cause) {
        return new StoreSetupException(
                "The table idempotency_record of the idempotency store is missing or not as it should be: " + what,
                "Apply classpath:%s to this database, in the default schema of its connections, or set idempotency.store.schema=migrate. With several data sources, annotate the DataSource that belongs to the store's EntityManagerFactory with @IdempotencyPersistence."
                        .formatted(SchemaScripts.FIRST),
                cause);
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("fence", "int8");
        for (String name :
                new String[] {"created_at", "expires_at", "result_expires_at", "lease_until", "completed_at"}) {
            columns.put(name, "timestamptz");
        }
        columns.put("status", "int4");
        for (String name : new String[] {"state", "format_version", "fingerprint_version"}) {
            columns.put(name, "int2");
        }
        columns.put("applied", "bool");
        columns.put("id", "uuid");
        columns.put("owner", "uuid");
        for (String name : new String[] {"tenant_source", "tenant", "operation", "idempotency_key"}) {
            columns.put(name, "varchar");
        }
        columns.put("fingerprint", "bytea");
        columns.put("headers", "text");
        columns.put("body", "bytea");
        return columns;
    }
}
