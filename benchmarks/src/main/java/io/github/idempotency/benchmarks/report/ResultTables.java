package io.github.idempotency.benchmarks.report;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.server.Usage;
import java.util.List;
import java.util.Map;

/** The results of the HTTP runs, a table for each workload. */
public final class ResultTables {

    private static final String BARE = "bare";

    private ResultTables() {}

    /** @param variants names by workload, both in the order of the report */
    public static String of(Results results, Map<String, List<String>> variants) {
        StringBuilder text = new StringBuilder();
        for (String workload : results.workloads(variants.keySet())) {
            Table table = new Table(
                    workload,
                    ">,,>,>,>,>,>,>,>,>,>,>,>",
                    "clients",
                    "variant",
                    "requests/s",
                    "throughput",
                    "p50",
                    "p99",
                    "statements",
                    "round trips",
                    "commits",
                    "fsyncs",
                    "WAL B",
                    "CPU µs",
                    "allocated kB");
            for (int clients : results.clients()) {
                for (String name : variants.getOrDefault(workload, List.of())) {
                    row(table, results, clients, workload, name);
                }
            }
            text.append(table);
        }
        return text.toString();
    }

    private static void row(Table table, Results results, int clients, String workload, String name) {
        double perSecond = results.median(clients, workload, name, Slice::throughput);
        if (Double.isNaN(perSecond)) {
            return;
        }
        Usage usage = results.perRequest(clients, workload, name);
        boolean bare = name.equals(BARE);
        table.row(
                clients,
                name,
                "%.0f".formatted(perSecond),
                bare ? "1" : results.throughput(clients, workload, name),
                bare
                        ? millis(results.median(clients, workload, name, Slice::p50))
                        : results.p50(clients, workload, name),
                bare
                        ? millis(results.median(clients, workload, name, Slice::p99))
                        : results.p99(clients, workload, name),
                "%.1f".formatted(usage.statements()),
                "%.1f".formatted(usage.roundTrips()),
                "%.1f".formatted(usage.commits()),
                "%.2f".formatted(usage.fsyncs()),
                "%.0f".formatted(usage.walBytes()),
                "%.0f".formatted(usage.cpuNanos() / 1e3),
                "%.1f".formatted(usage.allocated() / 1e3));
    }

    private static String millis(double nanos) {
        return "%.2f ms".formatted(nanos / 1e6);
    }
}
