package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.report.Measurement;
import io.github.idempotency.benchmarks.report.Results;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Runs all variants in turn, in short slices and in another order each round, so that all meet the same weather. */
final class HttpRuns {

    private static final Duration WARM_UP = Duration.ofMillis(1500);

    private static final int WARM_UP_CLIENTS = 8;

    private final Stage stage;

    private final Options options;

    HttpRuns(Stage stage, Options options) {
        this.stage = stage;
        this.options = options;
    }

    Results run(List<Variant> variants) throws IOException, SQLException, InterruptedException {
        stage.prepare(variants);
        for (Variant variant : variants) {
            stage.run(0, WARM_UP_CLIENTS, variant, WARM_UP);
        }
        Random random = new Random(options.seed());
        Results results = new Results();
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.printf("round %d of %d%n", round, options.rounds());
            for (int clients : options.clients()) {
                List<Variant> order = new ArrayList<>(variants);
                Collections.shuffle(order, random);
                for (Variant variant : order) {
                    Measurement measurement = stage.run(round, clients, variant, options.slice());
                    results.add(measurement);
                }
            }
        }
        return results;
    }
}
