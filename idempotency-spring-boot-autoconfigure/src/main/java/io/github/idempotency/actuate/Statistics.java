package io.github.idempotency.actuate;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.StorageMeasurement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the requests of a period.
 *
 * @param window         how long the period is; null for all since the start of this process
 * @param reason         why the counts are those of this process; null if they are those of all instances
 * @param counts         the counts of the period
 * @param lastDay        those of the last day; empty without statistics of all instances
 * @param storage        measurements of the last week, sorted by time; empty without statistics of all instances
 * @param oldestInFlight age of the oldest execution found under way, by operation
 */
record Statistics(
        @Nullable Duration window,
        @Nullable String reason,
        List<OutcomeCount> counts,
        List<OutcomeCount> lastDay,
        List<StorageMeasurement> storage,
        Map<String, Duration> oldestInFlight) {

    static Statistics ofThisProcess(String reason, List<OutcomeCount> counts) {
        return new Statistics(null, reason, counts, List.of(), List.of(), Map.of());
    }

    /** The counts of an operation, without synthetic traffic. */
    List<OutcomeCount> counts(String operation) {
        return counts.stream()
                .filter(count -> count.operation().equals(operation) && !count.isSynthetic())
                .toList();
    }

    /** The outcomes of an operation that occurred, by their codes and in the order of {@link Outcome}. */
    Map<String, Long> outcomes(String operation) {
        return outcomes(counts(operation));
    }

    /** Those of synthetic traffic. */
    Map<String, Long> synthetic(String operation) {
        return outcomes(counts.stream()
                .filter(count -> count.operation().equals(operation) && count.isSynthetic())
                .toList());
    }

    private static Map<String, Long> outcomes(List<OutcomeCount> counts) {
        Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
        counts.forEach(count -> sums.merge(count.outcome(), count.count(), Long::sum));
        Map<String, Long> outcomes = new LinkedHashMap<>();
        sums.forEach((outcome, sum) -> outcomes.put(outcome.code(), sum));
        return outcomes;
    }
}
