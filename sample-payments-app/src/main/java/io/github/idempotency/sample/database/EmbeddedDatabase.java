package io.github.idempotency.sample.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that lives and dies with this application, on a data directory that outlives both.
 *
 * <p>Whoever holds the directory's lock owns the server and stops it at the end. The operating system frees the lock of an
 * application that was killed, but the server it started runs on: the next start finds it by its pid file and takes it
 * over as it is, so other instances that are connected to it notice nothing. While another application holds the lock,
 * this one joins its server and leaves it running.
 */
class EmbeddedDatabase implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration SHUTDOWN = Duration.ofSeconds(30);

    private final Postmaster postmaster;

    /** Null if the server belongs to another application. */
    private final @Nullable DirectoryLock ownership;

    /** Null if this application did not start the server. */
    private final @Nullable EmbeddedPostgres started;

    private EmbeddedDatabase(
            Postmaster postmaster, @Nullable DirectoryLock ownership, @Nullable EmbeddedPostgres started) {
        this.postmaster = postmaster;
        this.ownership = ownership;
        this.started = started;
        logger.info("Embedded PostgreSQL is ready: {}", postmaster.jdbcUrl());
    }

    /**
     * Starts the server of a directory, or takes over or joins the one that runs.
     *
     * @throws EmbeddedDatabaseException if the directory or the server cannot be used
     */
    static EmbeddedDatabase start(Path directory) {
        Path dataDir = directory.toAbsolutePath().normalize();
        try {
            createDirectory(dataDir);
            Cluster cluster = new Cluster(dataDir);
            DirectoryLock lock = DirectoryLock.tryAcquire(dataDir);
            return lock != null ? own(cluster, lock) : new EmbeddedDatabase(join(cluster), null, null);
        } catch (IOException | RuntimeException exception) {
            String reason = exception instanceof FileSystemException ? exception.toString() : exception.getMessage();
            throw new EmbeddedDatabaseException(dataDir, String.valueOf(reason), exception);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException(dataDir, "interrupted", interrupted);
        }
    }

    String jdbcUrl() {
        return postmaster.jdbcUrl();
    }

    long pid() {
        return postmaster.process().pid();
    }

    @Override
    public void close() throws IOException {
        if (ownership == null) {
            return;
        }
        try (ownership) {
            if (started != null) {
                started.close();
                postmaster.awaitEnd(SHUTDOWN);
            } else {
                postmaster.stop(SHUTDOWN);
            }
        }
    }

    private static EmbeddedDatabase own(Cluster cluster, DirectoryLock lock) throws IOException, InterruptedException {
        try {
            Optional<Postmaster> orphan = awaitReadyOrGone(cluster);
            if (orphan.isPresent()) {
                return new EmbeddedDatabase(orphan.get(), lock, null);
            }
            EmbeddedPostgres started = cluster.start(PATIENCE);
            Postmaster postmaster = cluster.postmaster()
                    .orElseThrow(() -> new IOException("the server ended as soon as it was started"));
            return new EmbeddedDatabase(postmaster, lock, started);
        } catch (IOException | InterruptedException | RuntimeException exception) {
            lock.close();
            throw exception;
        }
    }

    private static void createDirectory(Path dataDir) throws IOException {
        if (Files.isRegularFile(dataDir)) {
            throw new IOException("it is a file, not a directory");
        }
        if (!Files.isDirectory(dataDir)) {
            Files.createDirectories(dataDir);
        }
    }

    /** A server that was left behind may still be starting or stopping. */
    private static Optional<Postmaster> awaitReadyOrGone(Cluster cluster) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Optional<Postmaster> orphan = cluster.postmaster();
        while (orphan.isPresent() && !orphan.get().isReady()) {
            pauseUntil(deadline, "process " + orphan.get().process().pid() + " neither answers nor ends");
            orphan = cluster.postmaster();
        }
        return orphan;
    }

    private static Postmaster join(Cluster cluster) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Optional<Postmaster> running = cluster.postmaster();
        while (running.isEmpty() || !running.get().isReady()) {
            pauseUntil(deadline, "another application holds it, but its server does not answer");
            running = cluster.postmaster();
        }
        return running.get();
    }

    private static void pauseUntil(Instant deadline, String otherwise) throws IOException, InterruptedException {
        if (Instant.now().isAfter(deadline)) {
            throw new IOException(otherwise);
        }
        Thread.sleep(100);
    }
}
