package io.github.idempotency.benchmarks.server;

import io.github.idempotency.benchmarks.load.HttpConnection;
import io.github.idempotency.benchmarks.load.RequestTemplate;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/** Reads the meters of the application and of the server, from the server's own views. */
public final class UsageMeter implements AutoCloseable {

    private static final String SERVER = """
            SELECT
                (SELECT coalesce(sum(s.calls), 0) FROM pg_stat_statements s WHERE s.dbid = d.oid
                    AND s.query !~* '^(begin|commit|rollback)' AND s.query NOT LIKE '%pg_stat_force_next_flush%'),
                pg_stat_get_db_xact_commit(d.oid),
                (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal'),
                pg_current_wal_insert_lsn() - '0/0'
            FROM pg_database d WHERE d.datname = ?
            """;

    private final Connection connection;

    public UsageMeter(Postgres database) throws SQLException {
        this.connection = database.observe();
    }

    /** Starts to measure what the application on a port uses up. */
    public Running start(int port) throws IOException, SQLException {
        long[] process = process(port);
        return new Running(port, server(), Arrays.copyOfRange(process, 3, 6));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private long[] process(int port) throws IOException {
        try (HttpConnection http = new HttpConnection(port)) {
            return Arrays.stream(
                            http.body(RequestTemplate.bare("GET", "/meter")).split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
        }
    }

    private Usage server() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SERVER)) {
            statement.setString(1, Postgres.DATABASE);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Usage(0, 0, 0, row.getDouble(1), row.getDouble(2), row.getDouble(3), row.getDouble(4));
            }
        }
    }

    /** A measurement that has begun. */
    public final class Running {

        private final int port;

        private final Usage server;

        private final long[] process;

        private Running(int port, Usage server, long[] process) {
            this.port = port;
            this.server = server;
            this.process = process;
        }

        /** What was used up since. */
        public Usage stop() throws IOException, SQLException {
            long[] now = process(port);
            long sessions = now[6];
            Usage application =
                    new Usage(now[0] - process[0], now[1] - process[1], now[2] - process[2], 0, -sessions, 0, 0);
            return server().minus(server).plus(application);
        }
    }
}
