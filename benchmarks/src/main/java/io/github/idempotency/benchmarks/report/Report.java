package io.github.idempotency.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run found out. */
public final class Report {

    private static final String CHART = "benchmarks.svg";

    private final StringBuilder text = new StringBuilder();

    private final String machine;

    private String chart = "";

    private String targets = "";

    public Report(String machine) {
        this.machine = machine;
    }

    public void add(String part) {
        text.append(part);
    }

    public void chart(String svg) {
        chart = svg;
    }

    public void targets(Targets judged) {
        targets = judged.table();
    }

    /** As AsciiDoc: what it was measured on, the verdict, then the tables. */
    public String text() {
        return "\n" + machine + "\n" + targets + text + "\n";
    }

    /** Writes text and chart into a directory. */
    public void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("benchmarks.adoc"), text());
        if (!chart.isEmpty()) {
            Files.writeString(directory.resolve(CHART), chart);
        }
    }

    /** Puts text and chart into the documentation. */
    public void document(Path docs) throws IOException {
        DocumentedRun.replace(docs.resolve("benchmarks.adoc"), text());
        if (!chart.isEmpty()) {
            Files.writeString(docs.resolve(CHART), chart);
        }
    }
}
