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

/** The same requests on a table of few records and of many, which it empties before and after. */
final class GrowthRun {

    private static final int CLIENTS = 16;

    private static final long MILLION = 1_000_000;

    private static final double LIMIT = 1.15;

    private final Stage stage;

    private final StoredRecords records;

    private final Options options;

    private final List<Variant> variants = Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE");

    GrowthRun(Stage stage, Postgres database, Options options) {
        this.stage = stage;
        this.records = new StoredRecords(database);
        this.options = options;
    }

    /** Judged beside the bare handler: what slows both down is not the table's. */
    String run(Targets targets) throws IOException, SQLException {
        StringBuilder report = new StringBuilder();
        records.clear();
        UUID original = stage.completedRecord("/payment/lease");
        Sampler.run(stage, CLIENTS, options.slice(), variants);
        Sampler few = Sampler.run(stage, CLIENTS, options.slice(), variants);
        int grown = 0;
        for (int millions : options.millions()) {
            for (; grown < millions; grown++) {
                System.out.printf("%d million records%n", grown + 1);
                records.grow(original, MILLION);
            }
            report.append(compare(few, millions, targets));
        }
        records.clear();
        return report.toString();
    }

    private Comparison compare(Sampler few, int millions, Targets targets) {
        Sampler many = Sampler.run(stage, CLIENTS, options.slice(), variants);
        Comparison comparison = new Comparison(
                "p50 in ms without and with %d million other records, %d clients".formatted(millions, CLIENTS));
        double bare = many.median(Variant.BARE, Slice::p50) / few.median(Variant.BARE, Slice::p50);
        for (Variant variant : variants) {
            double before = few.median(variant.name(), Slice::p50);
            double then = many.median(variant.name(), Slice::p50);
            comparison.add(variant.name(), millis(before), millis(then), then / before);
            if (!variant.isBare()) {
                targets.add(Target.atMost(
                        "payment: p50 of %s with %d million records / with few, over the same of bare"
                                .formatted(variant.name(), millions),
                        LIMIT,
                        then / before / bare));
            }
        }
        return comparison;
    }

    private static String millis(double nanos) {
        return "%.2f".formatted(nanos / 1e6);
    }
}
