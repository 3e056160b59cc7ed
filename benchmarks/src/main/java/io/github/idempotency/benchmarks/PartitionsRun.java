package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Ratio;
import io.github.idempotency.benchmarks.report.Table;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Responses in partitions: what removing expired ones takes with and without, and what requests pay. The purge is let run as
 * fast as it can.
 */
final class PartitionsRun {

    static final Map<String, String> OFF = Map.of(
            "idempotency.purge.interval",
            "1s",
            "idempotency.purge.max-share",
            "1",
            "idempotency.purge.pause",
            "1ms",
            "spring.datasource.hikari.maximum-pool-size",
            "10");

    static final Map<String, String> ON = with(OFF, "idempotency.store.response-partitions.enabled", "true");

    private static final int CLIENTS = 16;

    private static final int WARM_UP_ROUNDS = 4;

    private static final long EXPIRED = 100_000;

    private static final long LIVE = 1_000;

    private static final String PARTITION = "idempotency_response_20200101";

    private static final String HEADERS = "E'Content-Type: application/json\\n'";

    private static final String WAL = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint";

    private static final String SIZE = "SELECT pg_total_relation_size('idempotency_record')"
            + " + coalesce(pg_total_relation_size(to_regclass('" + PARTITION + "')), 0)";

    private static final String READY =
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'idempotency_response'::regclass";

    private static final String MOVED = "SELECT count(*) FROM idempotency_record WHERE response_day IS NOT NULL";

    private static final String MOVE = """
            WITH moved AS (
                INSERT INTO idempotency_response (owner, id, day, headers, body)
                SELECT owner, id, (least(expires_at, result_expires_at) AT TIME ZONE 'UTC')::date, headers, body
                FROM idempotency_record WHERE state = 1 AND body IS NOT NULL
                RETURNING id, day)
            UPDATE idempotency_record record SET response_day = moved.day, headers = NULL, body = NULL
            FROM moved WHERE record.id = moved.id
            """;

    private static final String MOVE_BACK = """
            WITH moved AS (DELETE FROM idempotency_response RETURNING id, headers, body)
            UPDATE idempotency_record record SET response_day = NULL, headers = moved.headers, body = moved.body
            FROM moved WHERE record.id = moved.id
            """;

    private final Postgres database;

    private final StoredRecords records;

    private final Options options;

    private final Table removals = new Table(
            "Removing %,d expired keys and their responses".formatted(EXPIRED),
            ",,>,>,>,>,>",
            "body",
            "responses",
            "seconds",
            "of which the day",
            "WAL MB",
            "MB before",
            "MB after, vacuumed");

    PartitionsRun(Postgres database, Options options) {
        this.database = database;
        this.records = new StoredRecords(database);
        this.options = options;
    }

    String run(Stage off, Stage on) throws IOException, SQLException, InterruptedException {
        await(READY);
        String throughput = throughput(off, on);
        for (int bytes : new int[] {1_024, 4_096}) {
            remove(off, bytes, false);
            remove(on, bytes, true);
        }
        return throughput + removals;
    }

    private String throughput(Stage off, Stage on) throws IOException, SQLException, InterruptedException {
        List<Variant> first = Variant.of("payment", "ATOMIC", "LEASE");
        List<Variant> replays = Variant.of("payment", "hot replay", "hot replay, ATOMIC");
        off.prepare(replays);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            warmUp(off, first, replays);
            warmUp(on, first, replays);
        }
        await(MOVED);
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            boolean onFirst = round % 2 == 0;
            for (Variant variant : first) {
                double one = requests(onFirst ? on : off, variant);
                double other = requests(onFirst ? off : on, variant);
                add(ratios, "first execution, " + variant.name(), onFirst ? one / other : other / one);
            }
            records.clear();
            off.prepare(replays);
            database.execute("DELETE FROM idempotency_response");
            // Where the response is makes the difference, not what the instance would do with a new one.
            Stage either = onFirst ? on : off;
            for (Variant variant : replays) {
                database.execute(MOVE_BACK);
                double before = requests(either, variant);
                database.execute(MOVE);
                double moved = requests(either, variant);
                database.execute(MOVE_BACK);
                double after = requests(either, variant);
                add(ratios, variant.name(), 2 * moved / (before + after));
            }
        }
        Table table = new Table(
                "Requests/s with the response in a partition / in its record, %d clients".formatted(CLIENTS),
                ",>",
                "",
                "median (least to greatest) of %d".formatted(options.rounds()));
        ratios.forEach((name, all) -> table.row(name, Ratio.of(all)));
        return table.toString();
    }

    /** Each process is new, and serves half of the time. */
    private void warmUp(Stage stage, List<Variant> first, List<Variant> replays) {
        Stream.concat(first.stream(), replays.stream())
                .forEach(variant -> stage.load(CLIENTS, variant, options.slice().multipliedBy(2)));
    }

    private double requests(Stage stage, Variant variant) {
        Slice slice = stage.load(CLIENTS, variant, options.slice());
        if (slice.unexpected() > 0) {
            System.out.printf("%d answers of %s were unexpected%n", slice.unexpected(), variant.name());
        }
        return slice.throughput();
    }

    private static void add(Map<String, List<Double>> ratios, String name, double ratio) {
        System.out.printf("%s: %.2f%n", name, ratio);
        ratios.computeIfAbsent(name, unknown -> new ArrayList<>()).add(ratio);
    }

    /** All keys have expired, as many days ago as the partition is old. */
    private void remove(Stage stage, int bytes, boolean partitioned)
            throws IOException, SQLException, InterruptedException {
        records.clear();
        database.execute("VACUUM FULL idempotency_record");
        records.allowPurge(false);
        Thread.sleep(Duration.ofSeconds(2).toMillis());
        fill(stage, bytes, partitioned);
        long before = records.figure(SIZE);
        long wal = records.figure(WAL);
        long start = System.nanoTime();
        if (partitioned) {
            database.execute("ALTER TABLE idempotency_response DETACH PARTITION " + PARTITION + " CONCURRENTLY");
            database.execute("DROP TABLE " + PARTITION);
        }
        double day = (System.nanoTime() - start) / 1e9;
        records.allowPurge(true);
        while (records.expired() > 0) {
            Thread.sleep(50);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long written = records.figure(WAL) - wal;
        database.execute("VACUUM idempotency_record");
        removals.row(
                "%,d B".formatted(bytes),
                partitioned ? "in a partition" : "in their records",
                "%.1f".formatted(seconds),
                partitioned ? "%.2f".formatted(day) : "–",
                "%,d".formatted(written >> 20),
                "%,d".formatted(before >> 20),
                "%,d".formatted(records.figure(SIZE) >> 20));
        System.out.println(removals);
    }

    private void fill(Stage stage, int bytes, boolean partitioned) throws IOException, SQLException {
        UUID original = stage.completedRecord("/payment/lease");
        database.execute("UPDATE idempotency_record SET response_day = NULL, response_size = NULL, "
                + (partitioned
                        ? "headers = NULL, body = NULL"
                        : "headers = %s, body = %s".formatted(HEADERS, body(bytes))));
        records.growExpired(original, EXPIRED);
        records.grow(original, LIVE); // behind them, so that a vacuum cannot cut the end off
        if (partitioned) {
            database.execute("CREATE TABLE " + PARTITION
                    + " PARTITION OF idempotency_response FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')");
            database.execute("INSERT INTO idempotency_response (owner, id, day, headers, body)"
                    + " SELECT gen_random_uuid(), id, '2020-01-01', %s, %s FROM idempotency_record WHERE expires_at <= now()"
                            .formatted(HEADERS, body(bytes)));
            database.execute("CHECKPOINT");
        }
    }

    private static String body(int bytes) {
        return "decode(repeat('7b', %d), 'hex')".formatted(bytes);
    }

    private void await(String figure) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (records.figure(figure) == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Still nothing: " + figure);
            }
            Thread.sleep(200);
        }
    }

    private static Map<String, String> with(Map<String, String> properties, String name, String value) {
        Map<String, String> all =
                properties.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        all.put(name, value);
        return Map.copyOf(all);
    }
}
