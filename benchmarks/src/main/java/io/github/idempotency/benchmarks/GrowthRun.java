package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Comparison;
import io.github.idempotency.benchmarks.report.Target;
import io.github.idempotency.benchmarks.report.Targets;
import io.github.idempotency.benchmarks.server.Postgres;
import io.github.idempotency.benchmarks.server.StoredRecords;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The same requests on a table of few records and of many. */
final class GrowthRun {

    private static final int CLIENTS = 16;

    private static final long MILLION = 1_000_000;

    private static final double LIMIT = 1.15;

    private final Stage stage;

    private final Postgres database;

    private final Options options;

    GrowthRun(Stage stage, Postgres database, Options options) {
        this.stage = stage;
        this.database = database;
        this.options = options;
    }

    /** Judged beside the bare handler: what slows both down is not the table's. */
    String run(Targets targets) throws IOException, SQLException {
        List<Variant> variants = Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE");
        UUID original = stage.completedRecord("/payment/lease");
        Sampler few = Sampler.run(stage, CLIENTS, options.slice(), variants);
        Comparison comparison = new Comparison("p50 in ms without and with %d million other records, %d clients"
                .formatted(options.millions(), CLIENTS));
        for (int i = 0; i < options.millions(); i++) {
            new StoredRecords(database).grow(original, MILLION);
        }
        Sampler many = Sampler.run(stage, CLIENTS, options.slice(), variants);
        double bare = many.median(Variant.BARE, Slice::p50) / few.median(Variant.BARE, Slice::p50);
        for (Variant variant : variants) {
            double before = few.median(variant.name(), Slice::p50);
            double then = many.median(variant.name(), Slice::p50);
            comparison.add(variant.name(), millis(before), millis(then), then / before);
            if (!variant.isBare()) {
                targets.add(Target.atMost(
                        "payment: p50 of %s with %d million records / with few, over the same of bare"
                                .formatted(variant.name(), options.millions()),
                        LIMIT,
                        then / before / bare));
            }
        }
        return comparison.toString();
    }

    private static String millis(double nanos) {
        return "%.2f".formatted(nanos / 1e6);
    }
}
