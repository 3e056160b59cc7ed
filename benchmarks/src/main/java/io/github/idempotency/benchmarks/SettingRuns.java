package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.server.Application;
import io.github.idempotency.benchmarks.server.Postgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The payment under other settings of the application: each is a process of its own. */
final class SettingRuns {

    private static final int CLIENTS = 16;

    private static final int VIRTUAL_THREADS = 21;

    private SettingRuns() {}

    static String pool(Options options, Path output, Postgres database)
            throws IOException, SQLException, InterruptedException {
        return run("pool of 1", Map.of("spring.datasource.hikari.maximum-pool-size", "1"), options, output, database)
                + run(
                        "pool of 10",
                        Map.of("spring.datasource.hikari.maximum-pool-size", "10"),
                        options,
                        output,
                        database);
    }

    static String threads(Options options, Path output, Postgres database)
            throws IOException, SQLException, InterruptedException {
        if (Runtime.version().feature() < VIRTUAL_THREADS) {
            return "\nVirtual threads need JDK 21 or newer; this is "
                    + Runtime.version().feature() + ": skipped.\n";
        }
        return run("platform threads", Map.of("spring.threads.virtual.enabled", "false"), options, output, database)
                + run("virtual threads", Map.of("spring.threads.virtual.enabled", "true"), options, output, database);
    }

    private static String run(
            String setting, Map<String, String> properties, Options options, Path output, Postgres database)
            throws IOException, SQLException, InterruptedException {
        List<Variant> variants = Variant.of("payment", Variant.BARE, "ATOMIC", "LEASE");
        Application application =
                new Application(output, setting.replace(' ', '-'), database, options.jvm(), properties);
        try (Stage stage = new Stage(database, application)) {
            Sampler.run(stage, CLIENTS, options.slice(), variants);
            Sampler sampler = Sampler.run(stage, CLIENTS, options.slice(), variants);
            StringBuilder table = new StringBuilder("\n**payment, %s, %d clients**\n\n".formatted(setting, CLIENTS))
                    .append("| variant | requests/s | throughput / bare | p50 ms | p99 ms |\n|---|--:|--:|--:|--:|\n");
            for (Variant variant : variants) {
                double throughput = sampler.median(variant.name(), Slice::throughput);
                table.append("| %s | %.0f | %.2f | %.2f | %.2f |\n"
                        .formatted(
                                variant.name(),
                                throughput,
                                throughput / sampler.median(Variant.BARE, Slice::throughput),
                                sampler.median(variant.name(), Slice::p50) / 1e6,
                                sampler.median(variant.name(), Slice::p99) / 1e6));
            }
            return table.toString();
        }
    }
}
