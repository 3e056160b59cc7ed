package io.github.idempotency.benchmarks.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL server as durable as one in production, which the defaults of the embedded one are not. */
public final class Postgres implements AutoCloseable {

    static final String DATABASE = "benchmark";

    private final EmbeddedPostgres server;

    public Postgres(Path directory) throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgresql"))
                .setCleanDataDirectory(true)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("postgresql.log").toFile()))
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        execute("postgres", "CREATE DATABASE " + DATABASE);
        execute("postgres", "CREATE EXTENSION pg_stat_statements");
    }

    /** URL of the application's database. */
    public String url() {
        return url(DATABASE);
    }

    /** Such as 18.1. */
    public String version() throws SQLException {
        try (Connection connection = observe()) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /** A session whose own work does not count as the application's. */
    Connection observe() throws SQLException {
        return DriverManager.getConnection(url("postgres"));
    }

    public void execute(String sql) throws SQLException {
        execute(DATABASE, sql);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(database));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database + "?user=postgres";
    }
}
