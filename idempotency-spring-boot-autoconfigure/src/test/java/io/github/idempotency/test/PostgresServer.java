package io.github.idempotency.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The one PostgreSQL server of a test run: a container where a Docker engine answers, else an embedded server. The system
 * property {@code test.database} ({@code docker} or {@code embedded}) or the environment variable {@code TEST_DATABASE}
 * forces one.
 */
public final class PostgresServer {

    private static final String IMAGE = "postgres:18-alpine";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String address;
    private final String username;
    private final String password;

    private PostgresServer(String address, String username, String password) {
        this.address = address;
        this.username = username;
        this.password = password;
    }

    /** The running server, started at the first call and stopped when the JVM ends. */
    public static PostgresServer get() {
        return Holder.SERVER;
    }

    /** Creates an empty database, so that test classes do not see each other. */
    public static TestDatabase createDatabase() {
        PostgresServer server = get();
        String name = "test_" + ProcessHandle.current().pid() + '_' + DATABASES.incrementAndGet();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not create a test database", e);
        }
        return new TestDatabase(name, server.url(name), server.username, server.password);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), username, password);
    }

    private String url(String database) {
        return "jdbc:postgresql://" + address + '/' + database;
    }

    private static PostgresServer start() {
        String choice = System.getProperty("test.database", System.getenv().getOrDefault("TEST_DATABASE", ""));
        return switch (choice) {
            case "docker" -> startContainer();
            case "embedded" -> startEmbedded();
            case "" -> dockerAnswers() ? startContainer() : startEmbedded();
            default -> throw new IllegalArgumentException("test.database must be docker or embedded, was " + choice);
        };
    }

    private static boolean dockerAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private static PostgresServer startContainer() {
        @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
        PostgreSQLContainer container =
                new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
        try {
            container.start();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "No container of " + IMAGE + " starts; -Dtest.database=embedded does without Docker", e);
        }
        return new PostgresServer(
                        container.getHost() + ':' + container.getMappedPort(5432),
                        container.getUsername(),
                        container.getPassword())
                .announced("Testcontainers, image " + IMAGE);
    }

    private static PostgresServer startEmbedded() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "300")
                    .setRegisterShutdownHook(true)
                    .start();
            return new PostgresServer("localhost:" + server.getPort(), "postgres", "postgres").announced("embedded");
        } catch (IOException e) {
            throw new UncheckedIOException("Could not start an embedded PostgreSQL", e);
        }
    }

    /** On the console, so that a build says what it was tested on. */
    private PostgresServer announced(String origin) {
        try (Connection connection = connect()) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            System.out.println("Tests run on PostgreSQL " + version + " (" + origin + ')');
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException("The test server (" + origin + ") does not answer", e);
        }
    }

    private static final class Holder {
        private static final PostgresServer SERVER = start();
    }
}
