package io.github.idempotency.sample.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.dao.DataAccessException;
import org.springframework.util.FileSystemUtils;

/**
 * Three processes of the sample, one database and one payment provider, a fleet of clients, and faults from a seed. Whatever
 * it starts ends with it, and with the JVM.
 */
final class TortureRun implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(2);

    private static final Duration DRAIN = Duration.ofSeconds(60);

    private static final int LINES_OF_LOG = 10;

    private final TortureSettings settings;

    private final ExecutorService threads = Executors.newCachedThreadPool(TortureRun::daemon);

    private final Thread atExit = new Thread(this::end);

    private final Path directory;

    private final DatabaseServer database;

    private final ProviderServer provider;

    private final Instances instances;

    private final OperationPlan plan;

    private final Ledger ledger;

    private final Verifier verifier;

    private final Fleet fleet;

    private final FaultInjector injector;

    private TortureRun(TortureSettings settings) throws IOException {
        Runtime.getRuntime().addShutdownHook(atExit);
        this.settings = settings;
        this.directory = Files.createTempDirectory("torture");
        this.database = new DatabaseServer(directory);
        this.provider = new ProviderServer(Duration.ofSeconds(2), threads);
        this.instances = new Instances(database.port(), provider.baseUrl(), settings, threads);
        this.plan = new OperationPlan(settings.seed());
        this.ledger = new Ledger(database);
        this.verifier = new Verifier(plan, ledger, provider);
        this.fleet = new Fleet(plan, new Client(threads), instances, threads, settings.seed());
        this.injector = new FaultInjector(database, instances, threads);
    }

    static TortureReport run(TortureSettings settings) throws IOException, InterruptedException {
        System.out.println("Torture run of " + settings.duration().toSeconds() + " s, sabotage " + settings.sabotage()
                + ", seed " + settings.seed() + ": -Dtorture.seed=" + settings.seed());
        try (TortureRun run = new TortureRun(settings)) {
            TortureReport report = run.torture();
            Files.writeString(settings.logs().resolve("report.txt"), report.inFull());
            return report;
        }
    }

    private TortureReport torture() throws InterruptedException {
        instances.awaitListening();
        ledger.openAccounts();
        fleet.start();
        CompletableFuture<Void> faults = CompletableFuture.runAsync(
                () -> injector.carryOut(FaultPlan.of(settings, instances.all().size())), threads);
        List<Violation> early = watch(Instant.now().plus(settings.duration()));
        injector.stop();
        faults.join();
        if (!early.isEmpty()) {
            return report(early);
        }
        instances.awaitListening();
        fleet.drain(DRAIN);
        List<Violation> violations = new ArrayList<>(awaitNothingInProgress());
        fleet.callTheRoll(DRAIN);
        violations.addAll(verifier.atTheEnd(injector.faults()));
        return report(violations);
    }

    /** Lets the time pass; returns early, with the first violations, if they end the run. */
    private List<Violation> watch(Instant end) {
        while (Instant.now().isBefore(end)) {
            Pause.of(LOOK);
            if (settings.stopAtFirstViolation()) {
                List<Violation> violations = look();
                if (violations.stream().anyMatch(settings.sabotage()::leadsTo)) {
                    return violations;
                }
            }
        }
        return List.of();
    }

    private List<Violation> look() {
        try {
            return verifier.always();
        } catch (DataAccessException theDatabaseIsDown) {
            return List.of();
        }
    }

    /** The last claims lapse or are settled in the background. */
    private List<Violation> awaitNothingInProgress() {
        Instant deadline = Instant.now().plus(TortureSettings.LEASE.multipliedBy(5));
        List<Violation> left = verifier.leftInProgress();
        while (!left.isEmpty() && Instant.now().isBefore(deadline)) {
            Pause.of(LOOK);
            left = verifier.leftInProgress();
        }
        return left;
    }

    private TortureReport report(List<Violation> violations) {
        return new TortureReport(
                settings,
                plan.operations(),
                injector.faults(),
                ledger.records(),
                instances.countLinesOfLogs(TortureReport.FENCED_OFF),
                violations,
                instances.all().stream()
                        .map(instance -> "The end of the log of " + instance.name + ":\n"
                                + String.join("\n", instance.lastLinesOfLog(LINES_OF_LOG)))
                        .toList());
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private synchronized void end() {
        try {
            if (instances != null) {
                instances.close();
            }
            threads.shutdownNow();
            if (provider != null) {
                provider.close();
            }
            if (database != null) {
                database.close();
            }
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "torture");
        thread.setDaemon(true);
        return thread;
    }
}
