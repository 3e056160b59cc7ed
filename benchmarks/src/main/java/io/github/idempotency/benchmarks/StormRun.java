package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Comparison;
import io.github.idempotency.benchmarks.report.Ratio;
import io.github.idempotency.benchmarks.report.Target;
import io.github.idempotency.benchmarks.report.Targets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** 200 clients repeat a request that is in flight, all at once and each every second, beside somebody else's requests. */
final class StormRun {

    private static final int DUPLICATES = 200;

    private static final Duration PACE = Duration.ofSeconds(1);

    private static final Duration SLICE = Duration.ofSeconds(2);

    private static final int CLIENTS = 4;

    private static final int ROUNDS = 4;

    private static final double LIMIT = 1.2;

    private StormRun() {}

    static String run(Stage stage, Targets targets) throws IOException, InterruptedException {
        Comparison comparison = new Comparison(
                "p99 in ms of the bare insert, %d clients, quiet and beside %d duplicates a second of one key in flight"
                        .formatted(CLIENTS, DUPLICATES));
        Variant bystander = Variant.of("insert", Variant.BARE).get(0);
        for (String name : List.of("in flight", "in flight, ATOMIC")) {
            Variant storm = Variant.of("payment", name).get(0);
            List<Double> quiet = new ArrayList<>();
            List<Double> stormy = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                quiet.add(stage.load(CLIENTS, bystander, SLICE).p99());
                Slice beside = stage.beside(storm, DUPLICATES, PACE, CLIENTS, bystander, SLICE);
                stormy.add(beside.p99());
            }
            double before = Ratio.of(quiet).median();
            double then = Ratio.of(stormy).median();
            comparison.add(name, "%.2f".formatted(before / 1e6), "%.2f".formatted(then / 1e6), then / before);
            targets.add(Target.atMost(
                    "p99 of another endpoint during a storm (%s) / quiet".formatted(name), LIMIT, then / before));
        }
        return comparison.toString();
    }
}
