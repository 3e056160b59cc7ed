package io.github.idempotency.sample.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/** The files of a PostgreSQL server inside a data directory. */
final class Cluster {

    private static final int LINES_OF_LOG = 5;

    private final Path files;

    private final Path log;

    /** Lies beside a cluster that is being created, so that one whose creation was cut short is not mistaken for data. */
    private final Path creating;

    Cluster(Path dataDir) {
        this.files = dataDir.resolve("postgresql");
        this.log = dataDir.resolve("postgresql.log");
        this.creating = dataDir.resolve("postgresql.creating");
    }

    /** The server that runs on these files. */
    Optional<Postmaster> postmaster() throws IOException {
        return Postmaster.of(files);
    }

    /** Starts a server, on new files if there are none. Only for the owner of the data directory. */
    EmbeddedPostgres start(Duration patience) throws IOException {
        if (Files.exists(creating)) {
            FileSystemUtils.deleteRecursively(files);
        } else if (Files.notExists(files)) {
            Files.createFile(creating);
        }
        Postmaster.forget(files);
        try {
            EmbeddedPostgres server = launch(patience);
            Files.deleteIfExists(creating);
            return server;
        } catch (IOException | RuntimeException exception) {
            Optional<Postmaster> started = postmaster();
            if (started.isPresent()) {
                started.get().stop(patience);
            }
            throw new IOException(exception.getMessage() + lastLinesOfLog(), exception);
        }
    }

    /** As durable as a real server, which the defaults of a test database are not. It must outlive a kill of this JVM. */
    private EmbeddedPostgres launch(Duration patience) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setPGStartupWait(patience)
                .start();
    }

    private String lastLinesOfLog() throws IOException {
        if (Files.notExists(log)) {
            return "";
        }
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return "; the end of " + log + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }
}
