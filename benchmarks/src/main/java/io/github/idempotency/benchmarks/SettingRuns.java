package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Measurement;
import io.github.idempotency.benchmarks.report.Results;
import io.github.idempotency.benchmarks.report.SettingTable;
import io.github.idempotency.benchmarks.server.Application;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import io.github.idempotency.benchmarks.server.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The payment under several settings of the application, in processes of their own that take turns. What they allocate is not
 * told: virtual threads do not account for it.
 */
final class SettingRuns {

    private static final int CLIENTS = 16;

    private static final int WARM_UP_ROUNDS = 5;

    /** Each process is new, and serves half of the time at best. */
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private static final int VIRTUAL_THREADS = 21;

    private static final String PAYMENTS = "SELECT count(*) FROM payment";

    private final Options options;

    private final Path output;

    private final Postgres database;

    SettingRuns(Options options, Path output, Postgres database) {
        this.options = options;
        this.output = output;
        this.database = database;
    }

    String pool() throws IOException, SQLException, InterruptedException {
        String size = "spring.datasource.hikari.maximum-pool-size";
        return twoOf("pool of 1", Map.of(size, "1"), "pool of 10", Map.of(size, "10"));
    }

    String threads() throws IOException, SQLException, InterruptedException {
        int version = Runtime.version().feature();
        if (version < VIRTUAL_THREADS) {
            return "\nVirtual threads need JDK 21 or newer; this is %d: skipped.\n".formatted(version);
        }
        String virtual = "spring.threads.virtual.enabled";
        return twoOf("platform threads", Map.of(virtual, "false"), "virtual threads", Map.of(virtual, "true"));
    }

    /** One instance and two, for the same number of clients, and duplicates of a request that come in at both. */
    String instances() throws IOException, SQLException, InterruptedException {
        try (Application first = application("first-instance", Map.of());
                Application second = application("second-instance", Map.of());
                Stage one = new Stage(database, first);
                Stage two = new Stage(database, first, second)) {
            Variant replay = Variant.of("payment", "hot replay").get(0);
            return compare(
                            "payment on one instance and on two that share the database, %d clients in all; both share the processors, so this tells of what instances do to each other, not of capacity"
                                    .formatted(CLIENTS),
                            stages("one instance", one, "two instances", two),
                            Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE", replay.name()))
                    + duplicates(two, replay);
        }
    }

    private String duplicates(Stage two, Variant replay) throws SQLException {
        StoredRecords records = new StoredRecords(database);
        long before = records.figure(PAYMENTS);
        Slice slice = two.load(CLIENTS, replay, options.slice());
        return "\nDuplicates of one request, from %d clients at each of two instances: %,d answers, %,d of them not its replay; the handler ran %d times.\n"
                .formatted(
                        CLIENTS / 2,
                        slice.requests(),
                        slice.requests() - slice.replayed() + slice.unexpected(),
                        records.figure(PAYMENTS) - before);
    }

    private String twoOf(String name, Map<String, String> properties, String other, Map<String, String> otherProperties)
            throws IOException, SQLException, InterruptedException {
        try (Stage one = new Stage(database, application(name, properties));
                Stage another = new Stage(database, application(other, otherProperties))) {
            return compare(
                    "payment, %s and %s, %d clients".formatted(name, other, CLIENTS),
                    stages(name, one, other, another),
                    Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE"));
        }
    }

    private String compare(String title, Map<String, Stage> stages, List<Variant> variants)
            throws IOException, SQLException {
        System.out.println(title);
        List<Turn> turns = new ArrayList<>();
        for (Map.Entry<String, Stage> stage : stages.entrySet()) {
            stage.getValue().prepare(variants);
            variants.forEach(variant -> turns.add(new Turn(stage.getKey(), stage.getValue(), variant)));
        }
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            turns.forEach(turn -> turn.take(0, WARM_UP));
        }
        Random random = new Random(options.seed());
        Results results = new Results();
        for (int round = 1; round <= options.rounds(); round++) {
            Collections.shuffle(turns, random);
            for (Turn turn : turns) {
                results.add(turn.take(round, options.slice()));
            }
        }
        List<String> names = variants.stream().map(Variant::name).toList();
        return SettingTable.of(title, results, stages.keySet(), names).toString();
    }

    private Application application(String name, Map<String, String> properties)
            throws IOException, InterruptedException {
        return new Application(output, name.replace(' ', '-'), database, options.jvm(), properties);
    }

    private static Map<String, Stage> stages(String name, Stage stage, String other, Stage otherStage) {
        Map<String, Stage> stages = new LinkedHashMap<>();
        stages.put(name, stage);
        stages.put(other, otherStage);
        return stages;
    }

    private record Turn(String setting, Stage stage, Variant variant) {

        Measurement take(int round, Duration duration) {
            Slice slice = stage.load(CLIENTS, variant, duration);
            if (slice.unexpected() > 0) {
                System.out.printf(
                        "%d of %d answers of %s, %s were not %d%n",
                        slice.unexpected(), slice.requests(), setting, variant.name(), variant.expected());
            }
            return new Measurement(round, CLIENTS, setting, variant.name(), slice, Usage.NONE);
        }
    }
}
