package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.report.MarkdownTable;
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
import java.util.stream.Collectors;

/** Measures what the library costs; {@code benchmarks/run} starts it. */
public final class Benchmark {

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
        String report;
        try (Postgres database = new Postgres(output)) {
            report = run(options, output, database);
        }
        System.out.println(report);
        Files.writeString(output.resolve("benchmarks.md"), report);
        System.exit(0);
    }

    private static String run(Options options, Path output, Postgres database)
            throws IOException, SQLException, InterruptedException {
        Targets targets = new Targets();
        StringBuilder report = new StringBuilder();
        List<Variant> variants = Variant.all().stream()
                .filter(v -> v.isBare() || (v.workload() + ": " + v.name()).matches(options.only()))
                .toList();
        try (Stage stage =
                new Stage(database, new Application(output, "application", database, options.jvm(), Map.of()))) {
            if (options.parts().contains("http")) {
                Results results = new HttpRuns(stage, options).run(variants);
                report.append(MarkdownTable.of(results, names(variants)));
                targets.judge(results);
            }
        }
        return report.append(targets.table()).toString();
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
