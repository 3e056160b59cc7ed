package io.github.idempotency.sample.torture;

import io.github.idempotency.sample.SamplePaymentsApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process of the sample, with a way of its own to the database. It keeps its port over all its lives. */
final class Instance {

    final String name;

    final TcpProxy network;

    private final int port;

    private final Path log;

    private final List<String> command;

    private Process process;

    private boolean frozen;

    private boolean closed;

    Instance(String name, TcpProxy network, String providerUrl, TortureSettings settings) throws IOException {
        this.name = name;
        this.network = network;
        this.port = freePort();
        this.log = Files.createDirectories(settings.logs()).resolve(name + ".log");
        this.command = command(providerUrl, settings.sabotage());
        Files.deleteIfExists(log);
    }

    /** Starts the process if there is none. */
    synchronized void ensureRunning() {
        if (closed || isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            frozen = false;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    synchronized void freeze() {
        frozen = true;
        Signals.send("STOP", process.pid());
    }

    synchronized void thaw() {
        if (frozen) {
            frozen = false;
            Signals.send("CONT", process.pid());
        }
    }

    synchronized void close() {
        closed = true;
        kill();
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    /** Whether the process has come as far as to listen. */
    boolean isListening() {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    List<String> lastLinesOfLog(int count) {
        List<String> lines = readLog();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    long countLinesOfLog(String text) {
        try (Stream<String> lines = readLog().stream()) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    private List<String> readLog() {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private boolean isAlive() {
        return process != null && process.isAlive();
    }

    private List<String> command(String providerUrl, Sabotage sabotage) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                sabotage == Sabotage.NONE
                        ? SamplePaymentsApplication.class.getName()
                        : SabotagedApplication.class.getName()));
        if (sabotage != Sabotage.NONE) {
            command.add("--" + SabotagedApplication.PROPERTY + "=" + sabotage);
        }
        String lease = TortureSettings.LEASE.toMillis() + "ms";
        command.addAll(List.of(
                "--server.port=" + port,
                "--server.tomcat.threads.max=32",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=jdbc:postgresql://localhost:" + network.port()
                        + "/postgres?user=postgres&connectTimeout=2&loginTimeout=3&socketTimeout=4",
                "--spring.datasource.hikari.maximum-pool-size=10",
                "--spring.datasource.hikari.connection-timeout=2000",
                "--spring.datasource.hikari.validation-timeout=1000",
                "--springdoc.api-docs.enabled=false",
                "--springdoc.swagger-ui.enabled=false",
                "--sample.provider.base-url=" + providerUrl,
                "--sample.provider.read-timeout=1s",
                "--idempotency.reconcile.interval=2s",
                "--idempotency.risk-classes.critical.lease=" + lease,
                "--idempotency.risk-classes.high.lease=" + lease,
                "--idempotency.risk-classes.low.lease=" + lease,
                // An operation that fails open promises nothing while the store is away, and there would be nothing to
                // check.
                "--idempotency.endpoints.record-event.on-store-failure=fail-closed"));
        return List.copyOf(command);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
