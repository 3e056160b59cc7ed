package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.report.BarChart;
import io.github.idempotency.benchmarks.report.Report;
import io.github.idempotency.benchmarks.report.ResultTables;
import io.github.idempotency.benchmarks.report.Results;
import io.github.idempotency.benchmarks.report.Targets;
import io.github.idempotency.benchmarks.server.Application;
import io.github.idempotency.benchmarks.server.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Measures what the library costs; {@code benchmarks/run} starts it. */
public final class Benchmark {

    private static final Set<String> ON_ONE_STAGE = Set.of("http", "storm", "growth");

    private Benchmark() {}

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        Options options = Options.parse(args);
        Path home = Path.of(System.getProperty("benchmarks.home", "."));
        Path output = Files.createDirectories(home.resolve("benchmarks/target/benchmark"));
        System.out.println("seed " + options.seed());
        Report report;
        try (Postgres database = new Postgres(output)) {
            report = run(options, output, database);
        }
        System.out.println(report.text());
        report.write(output);
        if (options.docs()) {
            report.document(home.resolve("src-docs/pages"));
        }
        System.exit(0);
    }

    private static Report run(Options options, Path output, Postgres database)
            throws IOException, SQLException, InterruptedException {
        Targets targets = new Targets();
        Report report = new Report(Machine.describe(database, options));
        List<Variant> variants = Variant.all().stream()
                .filter(v -> v.isBare() || (v.workload() + ": " + v.name()).matches(options.only()))
                .toList();
        if (options.parts().stream().anyMatch(ON_ONE_STAGE::contains)) {
            try (Stage stage = stage("application", Map.of(), options, output, database)) {
                onOneStage(stage, variants, options, database, report, targets);
            }
        }
        if (options.parts().contains("keys")) {
            System.out.println("key storm");
            KeyStormRun keyStorm = new KeyStormRun();
            try (Stage stage = stage("limited", KeyStormRun.AT_ONCE, options, output, database)) {
                keyStorm.atOnce(stage, database, targets);
            }
            try (Stage stage = stage("throttled", KeyStormRun.LATER, options, output, database)) {
                keyStorm.later(stage, database, targets);
            }
            report.add(keyStorm.report());
        }
        if (options.parts().contains("purge")) {
            System.out.println("purge");
            try (Stage stage = stage("purging", PurgeRun.PROPERTIES, options, output, database)) {
                report.add(PurgeRun.run(stage, database, options, targets));
            }
        }
        if (options.parts().contains("retention")) {
            System.out.println("retention");
            RetentionRun retention = new RetentionRun(database, options);
            try (Stage stage = stage("retention", PurgeRun.PROPERTIES, options, output, database)) {
                retention.compare(stage, targets);
            }
            try (Stage stage = stage("hurrying", RetentionRun.HURRYING, options, output, database)) {
                report.add(retention.drain(stage, targets));
            }
        }
        if (options.parts().contains("partitions")) {
            System.out.println("partitions");
            try (Stage off = stage("in-records", PartitionsRun.OFF, options, output, database);
                    Stage on = stage("in-partitions", PartitionsRun.ON, options, output, database)) {
                report.add(new PartitionsRun(database, options).run(off, on));
            }
            report.add(new PartitionCost(database).run());
        }
        SettingRuns settings = new SettingRuns(options, output, database);
        if (options.parts().contains("pool")) {
            report.add(settings.pool());
        }
        if (options.parts().contains("threads")) {
            report.add(settings.threads());
        }
        if (options.parts().contains("instances")) {
            report.add(settings.instances());
        }
        report.targets(targets);
        return report;
    }

    private static void onOneStage(
            Stage stage, List<Variant> variants, Options options, Postgres database, Report report, Targets targets)
            throws IOException, SQLException, InterruptedException {
        if (options.parts().contains("http")) {
            Results results = new HttpRuns(stage, options).run(variants);
            report.add(ResultTables.of(results, names(variants)));
            report.chart(BarChart.of(results, names(variants)));
            targets.judge(results);
        }
        if (options.parts().contains("storm")) {
            System.out.println("hot key");
            report.add(StormRun.run(stage, targets));
        }
        if (options.parts().contains("growth")) {
            System.out.println("growth");
            report.add(new GrowthRun(stage, database, options).run(targets));
        }
    }

    private static Stage stage(
            String name, Map<String, String> properties, Options options, Path output, Postgres database)
            throws IOException, SQLException, InterruptedException {
        return new Stage(database, new Application(output, name, database, options.jvm(), properties));
    }

    private static Map<String, List<String>> names(List<Variant> variants) {
        return variants.stream()
                .collect(Collectors.groupingBy(
                        Variant::workload,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                Variant::name,
                                Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        names -> names.stream().distinct().toList()))));
    }
}
