package io.github.idempotency.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** An application in a process of its own, which ends with the test at the latest. */
public final class HostProcess implements AutoCloseable {

    private static final int START_SECONDS = 120;

    private static final Path LOGS = Path.of(System.getProperty("host.logs", "target/hosts"));

    private final Process process;

    private final List<String> log = new ArrayList<>();

    /** Completed with true when all of it has started, with false when the process has ended. */
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    private HostProcess(Process process) {
        this.process = process;
    }

    /** Starts a host; returns when it takes requests. The name is that of its log. */
    public static HostProcess start(String name, HostSpec spec, String... systemProperties) {
        HostProcess host = launch(name, spec, systemProperties);
        if (!host.awaitStart()) {
            throw new IllegalStateException("The host " + name + " ended:\n" + String.join("\n", host.log()));
        }
        return host;
    }

    /** Starts a host that is to refuse its start; returns what it said. */
    public static List<String> failToStart(String name, HostSpec spec) {
        try (HostProcess host = launch(name, spec)) {
            if (host.awaitStart()) {
                throw new AssertionError("The host " + name + " has started, though it should have failed");
            }
            return host.log();
        }
    }

    public int port() {
        return Integer.parseInt(told("port ").orElseThrow());
    }

    int twinPort() {
        return Integer.parseInt(told("twin ").orElseThrow());
    }

    /** Names and types of all beans, one a line, if the host was started with {@link HostLauncher#BEANS}. */
    public List<String> beans() {
        return all("bean ").toList();
    }

    /** All lines so far. */
    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** The lines from before it took requests. */
    public List<String> startLog() {
        return log().stream()
                .takeWhile(line -> !line.startsWith(HostLauncher.LINE + "port "))
                .toList();
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Returns when the process has ended by itself. */
    public void awaitEnd() {
        try {
            process.onExit().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The host still runs", e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean awaitStart() {
        try {
            return started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            kill();
            throw new IllegalStateException("The host did not start:\n" + String.join("\n", log()), e);
        }
    }

    private Optional<String> told(String what) {
        return all(what).findFirst();
    }

    private Stream<String> all(String what) {
        String prefix = HostLauncher.LINE + what;
        return log().stream().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length()));
    }

    private static HostProcess launch(String name, HostSpec spec, String... systemProperties) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        Stream.of(systemProperties).map(property -> "-D" + property).forEach(command::add);
        command.addAll(List.of(
                "-cp",
                spec.classPath().asArgument(classes(spec)),
                HostLauncher.class.getName(),
                spec.application().getName(),
                "--server.port=0",
                "--server.tomcat.threads.max=16",
                "--spring.main.banner-mode=off",
                "--spring.jpa.open-in-view=true"));
        spec.properties().stream().map(property -> "--" + property).forEach(command::add);
        try {
            Path file = Files.createDirectories(LOGS).resolve(name + ".log");
            Files.deleteIfExists(file);
            HostProcess host = new HostProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Thread reader = new Thread(() -> host.read(file), "log of " + name);
            reader.setDaemon(true);
            reader.start();
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> classes(HostSpec spec) {
        try {
            List<Path> classes = new ArrayList<>(spec.files());
            classes.add(Path.of(HostProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
            return classes;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(Path file) {
        try (BufferedReader lines = process.inputReader();
                var copy = Files.newBufferedWriter(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                }
                copy.write(line);
                copy.newLine();
                copy.flush();
                if (line.equals(HostLauncher.LINE + "ready")) {
                    started.complete(true);
                }
            }
        } catch (IOException e) {
            // The process was killed.
        } finally {
            started.complete(false);
        }
    }
}
