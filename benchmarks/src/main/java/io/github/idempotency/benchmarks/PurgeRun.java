package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Comparison;
import io.github.idempotency.benchmarks.report.Target;
import io.github.idempotency.benchmarks.report.Targets;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests while expired records are removed. The application looks for them each second, not each minute. */
final class PurgeRun {

    static final Map<String, String> PROPERTIES = Map.of("idempotency.purge.interval", "1s");

    private static final int CLIENTS = 16;

    private static final long EXPIRED = 300_000;

    private static final double LIMIT = 0.90;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private PurgeRun() {}

    static String run(Stage stage, Postgres database, Options options, Targets targets)
            throws IOException, SQLException, InterruptedException {
        List<Variant> variants = Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE");
        StoredRecords records = new StoredRecords(database);
        records.allowPurge(false);
        Sampler.run(stage, CLIENTS, options.slice(), variants);
        Sampler quiet = Sampler.run(stage, CLIENTS, options.slice(), variants);
        records.growExpired(stage.completedRecord("/payment/lease"), EXPIRED);
        long before = records.expired();
        records.allowPurge(true);
        await(records, before);
        Sampler purging = Sampler.run(stage, CLIENTS, options.slice(), variants);
        long after = records.expired();
        Comparison comparison = new Comparison(
                "Requests/s before and while expired records are removed, %d clients (%d left of %d at the end)"
                        .formatted(CLIENTS, after, before));
        for (Variant variant : variants) {
            double without = quiet.median(variant.name(), Slice::throughput);
            double with = purging.median(variant.name(), Slice::throughput);
            comparison.add(variant.name(), "%.0f".formatted(without), "%.0f".formatted(with), with / without);
            targets.add(Target.atLeast(
                    "payment: throughput of %s while the purge runs / before".formatted(variant.name()),
                    LIMIT,
                    after == 0 ? Double.NaN : with / without));
        }
        return comparison.toString();
    }

    /** The purge looks each second; without it there is nothing to measure. */
    private static void await(StoredRecords records, long before) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (records.expired() == before) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("No expired record is purged");
            }
            Thread.sleep(100);
        }
    }
}
