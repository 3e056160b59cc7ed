package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.report.Ratio;
import io.github.idempotency.benchmarks.report.Table;
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
import java.util.stream.Collectors;

/**
 * Two million expired records purged under load: the same slices in turn with the purge on and off, then the purge until all
 * are gone, and what the table takes then.
 */
final class RetentionRun {

    static final Map<String, String> HURRYING = Map.of(
            "idempotency.purge.interval",
            "1s",
            "idempotency.purge.max-share",
            "0.5",
            "idempotency.purge.pause",
            "10ms");

    private static final int CLIENTS = 16;

    private static final long EXPIRED = 2_000_000;

    private static final double SHARE_KEPT = 0.90;

    private static final double BLOAT = 2;

    /** The purge looks each second, and a statement of it may just run. */
    private static final Duration SWITCH = Duration.ofMillis(1_500);

    private static final String TABLE = "SELECT pg_table_size('idempotency_record')";

    private static final String INDEXES = "SELECT pg_indexes_size('idempotency_record')";

    private static final String LIVE = "SELECT count(*) FROM idempotency_record";

    private final StoredRecords records;

    private final Postgres database;

    private final Options options;

    private final List<Variant> variants = Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE");

    private final Table rooms = new Table(
            "Purge of %,d expired records, %d clients".formatted(EXPIRED, CLIENTS),
            ",>,>,>",
            "",
            "records",
            "table MB",
            "indexes MB");

    private final Table ratios =
            new Table("", ",>", "", "requests/s with the purge / without: median (least to greatest)");

    private long before;

    RetentionRun(Postgres database, Options options) {
        this.records = new StoredRecords(database);
        this.database = database;
        this.options = options;
    }

    /** At the default pace. */
    void compare(Stage stage, Targets targets) throws IOException, SQLException, InterruptedException {
        records.allowPurge(false);
        Sampler.run(stage, CLIENTS, options.slice(), variants);
        records.growExpired(stage.completedRecord("/payment/lease"), EXPIRED);
        before = room("before");
        Map<String, List<Double>> kept = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            boolean first = round % 2 == 0;
            Map<String, Double> one = slices(stage, first);
            Map<String, Double> other = slices(stage, !first);
            Map<String, Double> with = first ? one : other;
            Map<String, Double> without = first ? other : one;
            with.forEach((name, throughput) -> kept.computeIfAbsent(name, unknown -> new ArrayList<>())
                    .add(throughput / without.getOrDefault(name, Double.NaN)));
            System.out.printf("round %d: without %s, with %s%n", round, without, with);
        }
        kept.forEach((name, all) -> {
            Ratio ratio = Ratio.of(all);
            ratios.row(name, ratio);
            targets.add(Target.atLeast(
                    "retention: throughput of %s with the purge / without".formatted(name),
                    SHARE_KEPT,
                    ratio.median()));
        });
        room("after %d rounds".formatted(options.rounds()));
    }

    /** In a hurry, for two million would take half an hour on a busy machine otherwise. */
    String drain(Stage stage, Targets targets) throws SQLException {
        long start = System.nanoTime();
        long left = records.expired();
        records.allowPurge(true);
        for (long now = left; now > 0; now = records.expired()) {
            System.out.printf("%,d left%n", now);
            for (Variant variant : variants) {
                stage.load(CLIENTS, variant, options.slice().multipliedBy(5));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long after = room("when the last expired record was gone");
        database.execute("VACUUM idempotency_record");
        room("after a VACUUM");
        database.execute("VACUUM FULL idempotency_record");
        room("after a VACUUM FULL: what the live records need");
        targets.add(
                Target.atMost("retention: room of the table after the purge / before", BLOAT, (double) after / before));
        return rooms
                + "\nThe last %,d went in %.0f s, %.0f/s, under load, with %s.\n"
                        .formatted(left, seconds, left / seconds, hurrying())
                + ratios;
    }

    private Map<String, Double> slices(Stage stage, boolean purging) throws SQLException, InterruptedException {
        records.allowPurge(purging);
        Thread.sleep(SWITCH.toMillis());
        Map<String, Double> throughput = new LinkedHashMap<>();
        for (Variant variant : variants) {
            throughput.put(
                    variant.name(),
                    stage.load(CLIENTS, variant, options.slice()).throughput());
        }
        return throughput;
    }

    private long room(String when) throws SQLException {
        long table = records.figure(TABLE);
        long indexes = records.figure(INDEXES);
        rooms.row(
                when,
                "%,d".formatted(records.figure(LIVE)),
                "%,d".formatted(table >> 20),
                "%,d".formatted(indexes >> 20));
        System.out.println(rooms);
        return table + indexes;
    }

    private static String hurrying() {
        return HURRYING.entrySet().stream()
                .map(property -> "`%s: %s`".formatted(property.getKey(), property.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
