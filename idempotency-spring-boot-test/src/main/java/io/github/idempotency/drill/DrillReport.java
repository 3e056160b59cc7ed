package io.github.idempotency.drill;

import java.util.List;
import java.util.Locale;

/**
 * What the drills of an endpoint came to.
 *
 * @param endpoint method and path
 * @param results  one for each drill and variant, in the order they ran
 */
public record DrillReport(String endpoint, List<DrillResult> results) {

    /** Copies the results. */
    public DrillReport {
        results = List.copyOf(results);
    }

    /** Whether no drill failed. */
    public boolean passed() {
        return failures().isEmpty();
    }

    /** The results that failed. */
    public List<DrillResult> failures() {
        return results.stream()
                .filter(result -> result.verdict() == DrillResult.Verdict.FAILED)
                .toList();
    }

    /** One line for each result. */
    public String table() {
        StringBuilder table = new StringBuilder(endpoint).append('\n');
        results.forEach(result -> table.append(String.format(
                Locale.ROOT,
                "  %-7s  %-66s %6d ms%n",
                result.verdict().name().toLowerCase(Locale.ROOT),
                result.title(),
                result.took().toMillis())));
        return table.toString();
    }
}
