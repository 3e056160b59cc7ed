package io.github.idempotency.sample.torture;

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

/** A process of the sample. It keeps its port over all its lives. */
public class SampleProcess {

    final String name;

    private final int port;

    private final Path log;

    private final List<String> command;

    private Process process;

    private boolean closed;

    /**
     * Prepares a process.
     *
     * @param logs      directory for its output
     * @param main      class to run
     * @param arguments of that class, besides those that every process of a run has
     */
    public SampleProcess(String name, Path logs, Class<?> main, List<String> arguments) throws IOException {
        this.name = name;
        this.port = freePort();
        this.log = Files.createDirectories(logs).resolve(name + ".log");
        this.command = command(main, arguments);
        Files.deleteIfExists(log);
    }

    /** Starts the process if there is none. */
    public synchronized void ensureRunning() {
        if (closed || isAlive()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
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

    public synchronized void close() {
        closed = true;
        kill();
    }

    /** Whether the process has come as far as to listen. */
    public boolean isListening() {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    public List<String> lastLinesOfLog(int count) {
        List<String> lines = readLog();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    long countLinesOfLog(String text) {
        try (Stream<String> lines = readLog().stream()) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    long pid() {
        return process.pid();
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

    private List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "--server.port=" + port,
                "--server.tomcat.threads.max=32",
                "--spring.main.banner-mode=off",
                "--spring.datasource.hikari.maximum-pool-size=10",
                "--springdoc.api-docs.enabled=false",
                "--springdoc.swagger-ui.enabled=false"));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
