package io.github.idempotency.sample.torture;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of the run's own, which can crash and come back with its data. */
public final class DatabaseServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path cluster;

    private final Path log;

    private final int port;

    /** How the server was started the first time, and is again. */
    private final List<String> command;

    private ProcessHandle postmaster;

    private boolean closed;

    /** As durable as a real server, or a crash would be unfair. */
    public DatabaseServer(Path directory) throws IOException {
        this.cluster = directory.resolve("postgresql");
        this.log = directory.resolve("postgresql.log");
        this.port = EmbeddedPostgres.builder()
                .setDataDirectory(cluster)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setPGStartupWait(PATIENCE)
                .start()
                .getPort();
        this.postmaster = ProcessHandle.of(Long.parseLong(Files.readAllLines(cluster.resolve("postmaster.pid"))
                        .get(0)
                        .strip()))
                .orElseThrow();
        this.command = command(postmaster.info());
    }

    /** What {@code pg_ctl stop -m immediate} does: sessions are dropped, nothing is written, recovery comes with the start. */
    synchronized void crash() {
        Signals.send("QUIT", postmaster.pid());
        postmaster.onExit().join();
    }

    synchronized void start() throws IOException {
        if (closed) {
            return;
        }
        postmaster = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .toHandle();
        await().atMost(PATIENCE).until(this::isReady);
    }

    int port() {
        return port;
    }

    /** Past the proxies of the instances. */
    String url() {
        return url("postgres");
    }

    /** Another database of the server; {@code postgres} is there from the start. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database
                + "?user=postgres&connectTimeout=5&socketTimeout=30";
    }

    @Override
    public synchronized void close() {
        closed = true;
        crash();
    }

    private boolean isReady() {
        try (Connection connection = DriverManager.getConnection(url())) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static List<String> command(ProcessHandle.Info postmaster) {
        List<String> command = new ArrayList<>();
        // PostgreSQL refuses to run as root; so started, it sees itself as nobody.
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(postmaster.command().orElseThrow());
        command.addAll(List.of(postmaster.arguments().orElseThrow()));
        return List.copyOf(command);
    }
}
