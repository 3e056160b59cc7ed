package io.github.idempotency.sample.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server process of a cluster, as the cluster's {@code postmaster.pid} names it. */
record Postmaster(Path cluster, ProcessHandle process, int port) {

    private static final String PID_FILE = "postmaster.pid";

    private static final int PID_LINE = 0;

    private static final int PORT_LINE = 3;

    /** The living server of a cluster: a pid that a crash left behind may belong to any other process by now. */
    static Optional<Postmaster> of(Path cluster) throws IOException {
        List<String> lines = readPidFile(cluster);
        try {
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            return ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip()))
                    .filter(Postmaster::isPostgres)
                    .map(process -> new Postmaster(cluster, process, port));
        } catch (NumberFormatException | IndexOutOfBoundsException noPidFileOfAServer) {
            return Optional.empty();
        }
    }

    /** Removes a pid file that was left behind: PostgreSQL does not start if its pid belongs to another process now. */
    static void forget(Path cluster) throws IOException {
        Files.deleteIfExists(cluster.resolve(PID_FILE));
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    /** Whether the server at the port answers and is the one of this cluster. */
    boolean isReady() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            return row.next() && Files.isSameFile(Path.of(row.getString(1)), cluster);
        } catch (SQLException | IOException notReady) {
            return false;
        }
    }

    /** Ends all its sessions and shuts it down ("fast"), as {@code pg_ctl stop} does. */
    void stop(Duration timeout) throws IOException {
        if (!interrupt()) {
            process.destroy();
        }
        awaitEnd(timeout);
    }

    void awaitEnd(Duration timeout) throws IOException {
        try {
            process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException exception) {
            throw new IOException("PostgreSQL process " + process.pid() + " did not stop", exception);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGINT asks for a fast shutdown; the SIGTERM of {@link ProcessHandle#destroy()} would wait for all sessions. */
    private boolean interrupt() {
        try {
            return new ProcessBuilder("sh", "-c", "kill -INT " + process.pid())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The command of our own processes is always known; one that is not belongs to somebody else. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.isAlive()
                && process.info()
                        .command()
                        .map(command ->
                                Path.of(command).getFileName().toString().startsWith("postgres"))
                        .orElse(false);
    }

    private static List<String> readPidFile(Path cluster) throws IOException {
        try {
            return Files.readAllLines(cluster.resolve(PID_FILE));
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
