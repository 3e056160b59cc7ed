package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.Variant.Before;
import io.github.idempotency.benchmarks.load.HttpConnection;
import io.github.idempotency.benchmarks.load.Keys;
import io.github.idempotency.benchmarks.load.Load;
import io.github.idempotency.benchmarks.load.LoadDriver;
import io.github.idempotency.benchmarks.load.RequestTemplate;
import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Measurement;
import io.github.idempotency.benchmarks.server.Application;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import io.github.idempotency.benchmarks.server.Usage;
import io.github.idempotency.benchmarks.server.UsageMeter;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Instances of the application on one database, ready to have variants run against them; most runs need one. */
final class Stage implements AutoCloseable {

    private static final Tenant TENANT = new Tenant(Tenant.Source.HEADER, "public");

    private final Postgres database;

    private final List<Application> applications;

    private final LoadDriver driver = new LoadDriver();

    private final ExecutorService storms = Executors.newCachedThreadPool();

    private static final int TOO_MANY_REQUESTS = 429;

    private final AtomicLong stormed = new AtomicLong();

    private final UsageMeter meter;

    private final Map<Variant, AtomicLong> counters = new HashMap<>();

    Stage(Postgres database, Application... applications) throws SQLException {
        this.database = database;
        this.applications = List.of(applications);
        this.meter = new UsageMeter(database);
    }

    /** Completes the keys that variants replay. */
    void prepare(List<Variant> variants) throws IOException, SQLException {
        for (Variant variant : variants) {
            if (variant.before() == Before.COMPLETED) {
                complete(variant.path(), Keys.HOT);
            }
            if (variant.before() == Before.MANY_COMPLETED) {
                complete(variant.path(), Keys.COLD);
                List<String> keys = LongStream.range(0, Keys.COLD_KEYS)
                        .mapToObj(number -> RequestTemplate.key(1, number))
                        .toList();
                new StoredRecords(database)
                        .copy(
                                id(variant.path(), keys.get(0)),
                                keys.stream()
                                        .map(key -> id(variant.path(), key))
                                        .toList(),
                                keys);
            }
        }
    }

    /** A record that the library wrote for a path. */
    UUID completedRecord(String path) throws IOException {
        complete(path, Keys.COLD);
        return id(path, RequestTemplate.key(1, 0));
    }

    /** Runs a variant for a while. */
    Measurement run(int round, int clients, Variant variant, Duration duration)
            throws IOException, SQLException, InterruptedException {
        if (variant.before() != Before.HELD) {
            return measure(round, clients, variant, load(variant), duration);
        }
        try (HeldKey held = new HeldKey(heldLoad(variant))) {
            return measure(round, clients, variant, held.load(), duration);
        }
    }

    /** Runs a variant while duplicates of a request in flight come in, at a pace. */
    Slice beside(Variant storm, int duplicates, Duration pace, int clients, Variant variant, Duration duration)
            throws IOException, InterruptedException {
        try (HeldKey held = new HeldKey(heldLoad(storm))) {
            CompletableFuture<Slice> raging =
                    CompletableFuture.supplyAsync(() -> driver.run(held.load(), duplicates, duration, pace), storms);
            Slice slice = load(clients, variant, duration);
            Slice answered = raging.join();
            if (answered.unexpected() > 0) {
                System.out.printf(
                        "%d of %d duplicates were not answered with %d%n",
                        answered.unexpected(), answered.requests(), storm.expected());
            }
            return slice;
        }
    }

    /** Runs a variant while another tenant sends new keys of it as fast as it can; its records are no more than its quota. */
    Slice besideKeyStorm(String tenant, int stormClients, int clients, Variant variant, Duration duration) {
        Load storm = new Load(
                List.of(first().port()),
                RequestTemplate.order(variant.path(), variant.amount(), tenant),
                Keys.FRESH,
                TOO_MANY_REQUESTS,
                new AtomicLong());
        CompletableFuture<Slice> raging =
                CompletableFuture.supplyAsync(() -> driver.run(storm, stormClients, duration), storms);
        Slice slice = load(clients, variant, duration);
        stormed.addAndGet(raging.join().requests());
        return slice;
    }

    /** Runs a variant while other clients send another one as fast as they can. */
    Slice beside(Variant other, int otherClients, int clients, Variant variant, Duration duration) {
        CompletableFuture<Slice> others =
                CompletableFuture.supplyAsync(() -> load(otherClients, other, duration), storms);
        Slice slice = load(clients, variant, duration);
        others.join();
        return slice;
    }

    /** The keys that storms sent so far. */
    long stormed() {
        return stormed.get();
    }

    Slice load(int clients, Variant variant, Duration duration) {
        return driver.run(load(variant), clients, duration);
    }

    @Override
    public void close() throws IOException, SQLException {
        driver.close();
        storms.shutdownNow();
        meter.close();
        for (Application application : applications) {
            application.close();
        }
        new StoredRecords(database).freeTasks();
    }

    private Measurement measure(int round, int clients, Variant variant, Load load, Duration duration)
            throws IOException, SQLException {
        UsageMeter.Running running = meter.start(load.port());
        Slice slice = driver.run(load, clients, duration);
        Usage usage = running.stop();
        if (slice.unexpected() > 0) {
            System.out.printf(
                    "%d of %d answers of %s: %s were not %d%n",
                    slice.unexpected(), slice.requests(), variant.workload(), variant.name(), variant.expected());
        }
        return new Measurement(round, clients, variant.workload(), variant.name(), slice, usage);
    }

    /** Each time on a new key, for in the end the last one was completed. */
    private Load heldLoad(Variant variant) {
        return new Load(
                List.of(first().port()),
                template(variant),
                Keys.HOT,
                variant.expected(),
                new AtomicLong(System.nanoTime()));
    }

    private Load load(Variant variant) {
        return new Load(
                applications.stream()
                        .map(application -> port(application, variant))
                        .toList(),
                template(variant),
                variant.keys(),
                variant.expected(),
                counters.computeIfAbsent(variant, unknown -> new AtomicLong()));
    }

    private Application first() {
        return applications.get(0);
    }

    private static int port(Application application, Variant variant) {
        if (variant.withoutLibrary()) {
            return application.portWithout();
        }
        if (variant.cached()) {
            return application.portCached();
        }
        return variant.unflushed() ? application.portUnflushed() : application.port();
    }

    private static RequestTemplate template(Variant variant) {
        return RequestTemplate.order(variant.path(), variant.amount());
    }

    private void complete(String path, Keys keys) throws IOException {
        Load load = new Load(
                List.of(first().port()), RequestTemplate.order(path, Variant.AMOUNT), keys, 201, new AtomicLong());
        try (HttpConnection connection = new HttpConnection(load.port())) {
            int status = connection.exchange(load.request());
            if (status != load.expected()) {
                throw new IOException("Status " + status + " of " + path);
            }
        }
    }

    /** The operations of the measured application are named like their paths. */
    private static UUID id(String path, String key) {
        return new RecordKey(TENANT, path.substring(1).replace('/', '-'), key).id();
    }
}
