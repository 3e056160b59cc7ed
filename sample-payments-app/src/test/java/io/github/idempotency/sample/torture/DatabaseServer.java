package io.github.idempotency.sample.torture;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL server of the run's own, which can crash and come back with its data. */
final class DatabaseServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;

    private int port;

    private boolean closed;

    DatabaseServer(Path directory) throws IOException {
        this.directory = directory;
        start();
    }

    /** As durable as a real server, or a crash would be unfair. The harness's own connections end with the crash too. */
    synchronized void start() throws IOException {
        if (closed) {
            return;
        }
        Files.deleteIfExists(pidFile());
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("postgresql.log").toFile()))
                .setPGStartupWait(PATIENCE)
                .start();
        port = server.getPort();
    }

    /** What {@code pg_ctl stop -m immediate} does: no session is ended, nothing is written, recovery comes with the start. */
    synchronized void crash() throws IOException {
        if (Files.exists(pidFile())) {
            long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
            Signals.send("QUIT", pid);
            await().atMost(PATIENCE)
                    .until(() ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&connectTimeout=5&socketTimeout=30";
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        crash();
    }

    private Path pidFile() {
        return directory.resolve("postgresql").resolve("postmaster.pid");
    }
}
