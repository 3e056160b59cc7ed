package io.github.idempotency.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of the documentation that holds one run's output: it lies between two comments. */
public final class DocumentedRun {

    private static final String BEGIN = "// run: written by benchmarks/run with the option docs\n";

    private static final String END = "// end of run";

    private DocumentedRun() {}

    public static void replace(Path page, String report) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("There is no place for a run in " + page);
        }
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + report + text.substring(end));
    }
}
