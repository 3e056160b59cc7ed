package io.github.idempotency.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** What the library is held to, and whether it keeps it. */
public final class Targets {

    /** Two figures that should be alike are measured this exactly at best. */
    private static final double ALIKE = 0.95;

    private final List<Target> targets = new ArrayList<>();

    /** The targets that concern the HTTP runs, judged at the most clients there were. */
    public void judge(Results results) {
        int clients = results.clients().get(results.clients().size() - 1);
        throughput(results, clients, "insert", "ATOMIC", 0.70);
        throughput(results, clients, "insert", "LEASE", 0.60);
        throughput(results, clients, "insert", "hot replay", 2.0);
        throughput(results, clients, "insert", "hot replay, cached", 2.0);
        throughput(results, clients, "payment", "ATOMIC", 0.85);
        throughput(results, clients, "payment", "LEASE", 0.70);
        throughput(results, clients, "payment", "hot replay", 3.0);
        throughput(results, clients, "payment", "hot replay, cached", 3.0);
        throughput(results, clients, "unannotated", "with the library", 0.99);
        add(Target.atMost(
                "unannotated: kB allocated more per request, %d clients".formatted(clients),
                1.0,
                (results.perRequest(clients, "unannotated", "with the library").allocated()
                                - results.perRequest(clients, "unannotated", "bare")
                                        .allocated())
                        / 1e3));
        likeReplay(results, clients, "conflict", "hot replay");
        likeReplay(results, clients, "in flight", "hot replay");
        likeReplay(results, clients, "in flight, ATOMIC", "hot replay, ATOMIC");
    }

    public void add(Target target) {
        targets.add(target);
    }

    /** As AsciiDoc; nothing if nothing was judged. */
    public String table() {
        if (targets.isEmpty()) {
            return "";
        }
        Table table = new Table("", ",>,>,", "target", "limit", "measured", "");
        targets.forEach(target -> target.addTo(table));
        return table.toString();
    }

    private void throughput(Results results, int clients, String workload, String name, double limit) {
        add(Target.atLeast(
                "%s: throughput of %s / bare, %d clients".formatted(workload, name, clients),
                limit,
                results.throughput(clients, workload, name).median()));
    }

    private void likeReplay(Results results, int clients, String name, String replay) {
        add(Target.atLeast(
                "payment: throughput of %s / %s, %d clients".formatted(name, replay, clients),
                ALIKE,
                results.throughput(clients, "payment", name).median()
                        / results.throughput(clients, "payment", replay).median()));
    }
}
