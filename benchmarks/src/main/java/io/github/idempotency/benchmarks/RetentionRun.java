package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Ratio;
import io.github.idempotency.benchmarks.report.Target;
import io.github.idempotency.benchmarks.report.Targets;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two million expired records purged under load: the same slices in turn with the purge on and off, then the purge until all
 * are gone, and what the table takes then.
 */
final class RetentionRun {

    private static final int CLIENTS = 16;

    private static final long EXPIRED = 2_000_000;

    private static final double SHARE_KEPT = 0.90;

    private static final double BLOAT = 2;

    /** The purge looks each second, and a statement of it may just run. */
    private static final Duration SWITCH = Duration.ofMillis(1_500);

    private static final String DELETED =
            "SELECT n_tup_del FROM pg_stat_user_tables WHERE relname = 'idempotency_record'";

    private static final String TABLE = "SELECT pg_table_size('idempotency_record')";

    private static final String INDEXES = "SELECT pg_indexes_size('idempotency_record')";

    private static final String LIVE = "SELECT count(*) FROM idempotency_record";

    private final Stage stage;

    private final StoredRecords records;

    private final Postgres database;

    private final Options options;

    private final List<Variant> variants = Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE");

    private final StringBuilder report = new StringBuilder();

    RetentionRun(Stage stage, Postgres database, Options options) {
        this.stage = stage;
        this.records = new StoredRecords(database);
        this.database = database;
        this.options = options;
    }

    String run(Targets targets) throws IOException, SQLException, InterruptedException {
        records.allowPurge(false);
        Sampler.run(stage, CLIENTS, options.slice(), variants);
        records.growExpired(stage.completedRecord("/payment/lease"), EXPIRED);
        report.append("### Purge of %,d expired records, %d clients\n\n".formatted(EXPIRED, CLIENTS));
        report.append("| | records | table MB | indexes MB |\n|---|---|---|---|\n");
        long before = room("before");
        StringBuilder ratios = compare(targets);
        drain();
        long after = room("when the last expired record was gone");
        database.execute("VACUUM idempotency_record");
        room("after a VACUUM");
        database.execute("VACUUM FULL idempotency_record");
        room("after a VACUUM FULL: what the live records need");
        targets.add(
                Target.atMost("retention: room of the table after the purge / before", BLOAT, (double) after / before));
        return report.append(ratios).toString();
    }

    private StringBuilder compare(Targets targets) throws SQLException, InterruptedException {
        Map<String, List<Double>> kept = new LinkedHashMap<>();
        long purged = 0;
        long nanos = 0;
        for (int round = 0; round < options.rounds(); round++) {
            Map<String, Double> off = round % 2 == 0 ? slices(false) : Map.of();
            long deleted = records.figure(DELETED);
            long start = System.nanoTime();
            Map<String, Double> on = slices(true);
            purged += records.figure(DELETED) - deleted;
            nanos += System.nanoTime() - start;
            Map<String, Double> without = off.isEmpty() ? slices(false) : off;
            on.forEach((name, throughput) -> kept.computeIfAbsent(name, unknown -> new ArrayList<>())
                    .add(throughput / without.getOrDefault(name, Double.NaN)));
            System.out.printf("round %d: off %s, on %s, %,d purged so far%n", round, without, on, purged);
        }
        StringBuilder table = new StringBuilder(
                "\nWhile it ran in the slices below: %,.0f records/s.\n\n| | requests/s with the purge / without: median | smallest | largest |\n|---|---|---|---|\n"
                        .formatted(purged / (nanos / 1e9)));
        kept.forEach((name, all) -> {
            double median = Ratio.of(all).median();
            table.append("| %s | %.2f | %.2f | %.2f |\n"
                    .formatted(
                            name,
                            median,
                            all.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN),
                            all.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN)));
            targets.add(Target.atLeast(
                    "retention: throughput of %s with the purge / without".formatted(name), SHARE_KEPT, median));
        });
        return table;
    }

    private Map<String, Double> slices(boolean purging) throws SQLException, InterruptedException {
        records.allowPurge(purging);
        Thread.sleep(SWITCH.toMillis());
        Map<String, Double> throughput = new LinkedHashMap<>();
        for (Variant variant : variants) {
            Slice slice = stage.load(CLIENTS, variant, options.slice().multipliedBy(3));
            throughput.put(variant.name(), slice.throughput());
        }
        return throughput;
    }

    private void drain() throws SQLException {
        records.allowPurge(true);
        long start = System.nanoTime();
        long left = records.expired();
        for (long now = left; now > 0; now = records.expired()) {
            for (Variant variant : variants) {
                stage.load(CLIENTS, variant, options.slice().multipliedBy(10));
            }
            System.out.printf("%,d left%n", now);
        }
        System.out.printf("%,d more purged under load in %d s%n", left, (System.nanoTime() - start) / 1_000_000_000);
    }

    private long room(String when) throws SQLException {
        long table = records.figure(TABLE);
        long indexes = records.figure(INDEXES);
        report.append("| %s | %,d | %,d | %,d |\n".formatted(when, records.figure(LIVE), table >> 20, indexes >> 20));
        System.out.println(report);
        return table + indexes;
    }
}
