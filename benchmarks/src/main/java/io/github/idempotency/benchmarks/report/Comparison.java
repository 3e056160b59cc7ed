package io.github.idempotency.benchmarks.report;

/** A table of situations, each beside the quiet one. */
public final class Comparison {

    private final Table table;

    public Comparison(String title) {
        this.table = new Table(title, ",>,>,>", "", "before", "then", "ratio");
    }

    public void add(String what, String quiet, String then, double ratio) {
        table.row(what, quiet, then, "%.2f".formatted(ratio));
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
