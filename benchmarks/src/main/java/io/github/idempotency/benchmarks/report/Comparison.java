package io.github.idempotency.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table of situations, each beside the quiet one. */
public final class Comparison {

    private final List<String> rows = new ArrayList<>();

    private final String title;

    public Comparison(String title) {
        this.title = title;
    }

    public void add(String what, String quiet, String then, double ratio) {
        rows.add("| %s | %s | %s | %.2f |\n".formatted(what, quiet, then, ratio));
    }

    @Override
    public String toString() {
        return "\n**%s**\n\n| | before | then | ratio |\n|---|--:|--:|--:|\n%s".formatted(title, String.join("", rows));
    }
}
