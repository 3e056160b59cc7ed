package io.github.idempotency.benchmarks.report;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.server.Usage;
import java.util.List;
import java.util.Map;

/** The results of the HTTP runs, a table for each workload. */
public final class MarkdownTable {

    private MarkdownTable() {}

    /** @param variants names by workload, both in the order of the report */
    public static String of(Results results, Map<String, List<String>> variants) {
        StringBuilder text = new StringBuilder();
        for (String workload : results.workloads(variants.keySet())) {
            text.append("\n**").append(workload).append("**\n\n");
            text.append(
                            "| clients | variant | requests/s | throughput | p50 | p99 | statements | round trips | commits")
                    .append(" | fsyncs | WAL B | CPU µs | allocated kB |\n");
            text.append("|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
            for (int clients : results.clients()) {
                for (String name : variants.getOrDefault(workload, List.of())) {
                    row(text, results, clients, workload, name);
                }
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, Results results, int clients, String workload, String name) {
        double perSecond = results.median(clients, workload, name, Slice::throughput);
        if (Double.isNaN(perSecond)) {
            return;
        }
        Usage usage = results.perRequest(clients, workload, name);
        boolean bare = name.equals("bare");
        text.append("| %d | %s | %.0f | %s | %s | %s | %.1f | %.1f | %.1f | %.2f | %.0f | %.0f | %.1f |\n"
                .formatted(
                        clients,
                        name,
                        perSecond,
                        bare ? "1" : results.throughput(clients, workload, name),
                        bare
                                ? millis(results.median(clients, workload, name, Slice::p50))
                                : results.p50(clients, workload, name),
                        bare
                                ? millis(results.median(clients, workload, name, Slice::p99))
                                : results.p99(clients, workload, name),
                        usage.statements(),
                        usage.roundTrips(),
                        usage.commits(),
                        usage.fsyncs(),
                        usage.walBytes(),
                        usage.cpuNanos() / 1e3,
                        usage.allocated() / 1e3));
    }

    private static String millis(double nanos) {
        return "%.2f ms".formatted(nanos / 1e6);
    }
}
