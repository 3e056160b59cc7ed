package io.github.idempotency.sample.chain;

import io.github.idempotency.sample.torture.SampleProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;

/** A fleet of clients that pay through gateway and payments service, each hop lossy. Whatever it starts ends with it, and with the JVM. */
final class ChainRun implements AutoCloseable {

    private final ChainSettings settings;

    private final ExecutorService threads = Executors.newCachedThreadPool(ChainRun::daemon);

    private final ExecutorService clients = Executors.newFixedThreadPool(ChainSettings.CLIENTS, ChainRun::daemon);

    private final Thread atExit = new Thread(this::end);

    private final Path directory;

    private final ChainProcesses processes;

    private final LossyHop toPayments;

    private final Gateway gateway;

    private final LossyHop toGateway;

    private ChainRun(ChainSettings settings) throws IOException {
        Runtime.getRuntime().addShutdownHook(atExit);
        this.settings = settings;
        this.directory = Files.createTempDirectory("chain");
        this.processes = new ChainProcesses(directory, settings, threads);
        this.toPayments = new LossyHop("gateway → payments", processes.payments.port(), settings.seed(), threads);
        this.gateway = new Gateway(toPayments.port(), threads);
        this.toGateway = new LossyHop("client → gateway", gateway.port(), settings.seed(), threads);
    }

    static ChainReport run(ChainSettings settings) throws IOException {
        System.out.println("A chain under " + settings.payments() + " payments, derived keys " + settings.derivedKeys()
                + ", seed " + settings.seed() + ": -Dtorture.seed=" + settings.seed());
        try (ChainRun run = new ChainRun(settings)) {
            ChainReport report = run.pay();
            Files.writeString(settings.logs().resolve("report.txt"), report.inFull());
            return report;
        }
    }

    private ChainReport pay() {
        processes.start();
        ChainVerifier verifier = new ChainVerifier(processes);
        verifier.openAccounts();
        ChainClient client = new ChainClient(threads);
        List<LogicalPayment> payments = IntStream.range(0, settings.payments())
                .mapToObj(LogicalPayment::new)
                .toList();
        Instant start = Instant.now();
        forEach(payments, payment -> client.pay(payment, toGateway.port()));
        Duration duration = Duration.between(start, Instant.now());
        int attempts =
                payments.stream().mapToInt(payment -> payment.history.size()).sum();
        forEach(payments, payment -> client.ask(payment, processes.payments.port()));
        return new ChainReport(
                settings,
                duration,
                payments,
                attempts,
                gateway.attempts(),
                gateway.retries(),
                List.of(toGateway, toPayments, processes.toLedger, processes.toProvider),
                this::meter,
                verifier.violations(payments),
                processes.lastWords());
    }

    private void forEach(List<LogicalPayment> payments, Consumer<LogicalPayment> action) {
        payments.stream()
                .map(payment -> CompletableFuture.runAsync(() -> action.accept(payment), clients))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** What a process counted; zero if it has no such meter. */
    private long meter(ChainReport.Role role, String nameAndTags) {
        SampleProcess process = role == ChainReport.Role.PAYMENTS ? processes.payments : processes.ledger;
        HttpRequest request = HttpRequest.newBuilder(process.uri("/actuator/metrics/" + nameAndTags))
                .build();
        try {
            String body = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            Matcher value = Pattern.compile("\"value\":([0-9.E]+)").matcher(body);
            return value.find() ? (long) Double.parseDouble(value.group(1)) : 0;
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private synchronized void end() {
        clients.shutdownNow();
        List<AutoCloseable> parts = new ArrayList<>();
        parts.add(toGateway);
        parts.add(gateway);
        parts.add(toPayments);
        parts.add(processes);
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception exception) {
                System.out.println("Could not close " + part + ": " + exception);
            }
        }
        threads.shutdownNow();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "chain");
        thread.setDaemon(true);
        return thread;
    }
}
