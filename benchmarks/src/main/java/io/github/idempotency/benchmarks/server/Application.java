package io.github.idempotency.benchmarks.server;

import io.github.idempotency.benchmarks.app.BenchmarkApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The process of the measured application. It ends with this one. */
public final class Application implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;

    private final int port;

    private final int portWithout;

    private final int portUnflushed;

    private final int portCached;

    /** Starts it and waits until it serves. */
    public Application(Path directory, String name, Postgres database, List<String> jvm, Map<String, String> properties)
            throws IOException, InterruptedException {
        Path ports = directory.resolve(name + ".ports");
        Path log = directory.resolve(name + ".log");
        Files.deleteIfExists(ports);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("-Dspring.datasource.url=" + database.url());
        // Past the pool: Flyway needs two connections, and there may be one.
        command.addAll(List.of("-Dspring.flyway.url=" + database.url(), "-Dspring.flyway.user=postgres"));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(BenchmarkApplication.class.getName(), ports.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        String[] written = await(ports, log).split(" ");
        port = Integer.parseInt(written[0]);
        portWithout = Integer.parseInt(written[1]);
        portUnflushed = Integer.parseInt(written[2]);
        portCached = Integer.parseInt(written[3]);
    }

    /** Port of the context with the library. */
    public int port() {
        return port;
    }

    /** Port of the context without it. */
    public int portWithout() {
        return portWithout;
    }

    /** Port of the context with the library that does not flush responses of applied effects. */
    public int portUnflushed() {
        return portUnflushed;
    }

    /** Port of the context with the library that keeps replayed responses in memory. */
    public int portCached() {
        return portCached;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String await(Path ports, Path log) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.exists(ports)) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw new IOException("The application did not start, see " + log);
            }
            Thread.sleep(100);
        }
        return Files.readString(ports).strip();
    }
}
