package io.github.idempotency.benchmarks.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Fills the library's table with copies of a record that the library wrote itself, whatever its columns are. */
public final class StoredRecords {

    private final Postgres database;

    public StoredRecords(Postgres database) {
        this.database = database;
    }

    /** Copies a record under other keys, given with their ids. */
    public void copy(UUID original, List<UUID> ids, List<String> keys) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url())) {
            String columns = columns(connection, "id", "idempotency_key");
            run(
                    connection,
                    """
                    INSERT INTO idempotency_record (%1$s, id, idempotency_key)
                    SELECT %1$s, copy_id, copy_key
                    FROM idempotency_record, unnest(?::uuid[], ?::text[]) AS copies (copy_id, copy_key)
                    WHERE id = ?::uuid
                    ON CONFLICT (id) DO NOTHING
                    """.formatted(columns),
                    connection.createArrayOf("uuid", ids.toArray()),
                    connection.createArrayOf("text", keys.toArray()),
                    original);
        }
    }

    /** Adds copies under keys that nobody asks for, the last of which expires a while after the first. */
    public void grow(UUID original, long count) throws SQLException {
        insert(original, count, "expires_at + n * interval '1 millisecond'");
    }

    /** Adds copies that have expired. */
    public void growExpired(UUID original, long count) throws SQLException {
        insert(original, count, "now() - n * interval '1 millisecond'");
    }

    /** How many records have expired. */
    public long expired() throws SQLException {
        return figure("SELECT count(*) FROM idempotency_record WHERE expires_at <= now()");
    }

    /** Keeps the application from purging, or lets it; it notices within its interval. */
    public void allowPurge(boolean allowed) throws SQLException {
        database.execute(allowed ? "DELETE FROM idempotency_task WHERE name = 'purge'" : """
                        INSERT INTO idempotency_task (name, owner, lease_until)
                        VALUES ('purge', gen_random_uuid(), now() + interval '1 day')
                        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
                        """);
    }

    /** Lets other instances do background tasks at once; whoever has ended would keep them for three intervals. */
    public void freeTasks() throws SQLException {
        database.execute("DELETE FROM idempotency_task");
    }

    /** Removes all records, and gives their room back. */
    public void clear() throws SQLException {
        database.execute("TRUNCATE idempotency_record CASCADE");
    }

    /** A figure that a query in the application's database comes to. */
    public long figure(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void insert(UUID original, long count, String expiry) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url())) {
            String columns = columns(connection, "id", "idempotency_key", "expires_at");
            run(connection, """
                    INSERT INTO idempotency_record (%1$s, id, idempotency_key, expires_at)
                    SELECT %1$s, gen_random_uuid(), gen_random_uuid()::text, %2$s
                    FROM idempotency_record, generate_series(1, ?) AS n
                    WHERE id = ?
                    """.formatted(columns, expiry), count, original);
            run(connection, "VACUUM (ANALYZE) idempotency_record");
            run(connection, "CHECKPOINT");
        }
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private static String columns(Connection connection, String... without) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT string_agg(column_name, ', ') FROM information_schema.columns
                WHERE table_name = 'idempotency_record' AND column_name <> ALL (?)
                """)) {
            statement.setArray(1, connection.createArrayOf("text", without));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
