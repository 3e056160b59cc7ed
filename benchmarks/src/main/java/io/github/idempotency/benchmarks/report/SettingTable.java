package io.github.idempotency.benchmarks.report;

import io.github.idempotency.benchmarks.load.Slice;
import java.util.Collection;
import java.util.List;

/** The same variants under several settings, each beside the bare handler under the same setting. */
public final class SettingTable {

    private static final String BARE = "bare";

    private SettingTable() {}

    /**
     * Makes the table.
     *
     * @param title    over it
     * @param results  with the settings as workloads, all of one number of clients
     * @param settings in the order of the report
     * @param names    of the variants, likewise
     */
    public static Table of(String title, Results results, Collection<String> settings, List<String> names) {
        int clients = results.clients().get(0);
        Table table = new Table(
                title, ",,>,>,>,>", "setting", "variant", "requests/s", "throughput / bare", "p50 ms", "p99 ms");
        for (String setting : settings) {
            for (String name : names) {
                table.row(
                        setting,
                        name,
                        "%.0f".formatted(results.median(clients, setting, name, Slice::throughput)),
                        name.equals(BARE) ? "1" : results.throughput(clients, setting, name),
                        "%.2f".formatted(results.median(clients, setting, name, Slice::p50) / 1e6),
                        "%.2f".formatted(results.median(clients, setting, name, Slice::p99) / 1e6));
            }
        }
        return table;
    }
}
