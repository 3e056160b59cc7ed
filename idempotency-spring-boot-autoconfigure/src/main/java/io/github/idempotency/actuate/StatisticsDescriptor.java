package io.github.idempotency.actuate;

import io.github.idempotency.core.policy.PropertyText;
import io.github.idempotency.core.statistics.OutcomeCount;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose requests were counted.
 *
 * @param source         {@code all-instances}, or {@code this-process} for those of this process since its start
 * @param window         the period up to now, such as {@code 7d}; null with {@code this-process}
 * @param reason         why they are those of this process only; null with {@code all-instances}
 * @param conflictMakers which clients of which operations met the most conflicts, the first {@value #MAX_CONFLICT_MAKERS}
 */
public record StatisticsDescriptor(
        String source, @Nullable String window, @Nullable String reason, List<ConflictMaker> conflictMakers) {

    static final int MAX_CONFLICT_MAKERS = 10;

    static StatisticsDescriptor of(Statistics statistics, List<OutcomeCount> counts) {
        return new StatisticsDescriptor(
                statistics.reason() == null ? "all-instances" : "this-process",
                statistics.window() == null ? null : PropertyText.of(statistics.window()),
                statistics.reason(),
                conflictMakers(counts));
    }

    private static List<ConflictMaker> conflictMakers(List<OutcomeCount> counts) {
        Map<List<String>, ConflictMaker> makers = new LinkedHashMap<>();
        counts.stream()
                .filter(count -> !count.isSynthetic())
                .forEach(count -> makers.merge(
                        List.of(count.operation(), count.clientVersion()),
                        ConflictMaker.of(count),
                        ConflictMaker::plus));
        return makers.values().stream()
                .filter(maker -> maker.conflicts() > 0)
                .sorted(Comparator.comparingLong(ConflictMaker::conflicts)
                        .reversed()
                        .thenComparing(ConflictMaker::operation)
                        .thenComparing(ConflictMaker::clientVersion))
                .limit(MAX_CONFLICT_MAKERS)
                .toList();
    }

    /**
     * A client that uses keys with other payloads.
     *
     * @param operation     the operation
     * @param clientVersion what the client says of itself
     * @param conflicts     how many of its requests met another payload, whether they were refused or not
     * @param requests      all its requests to the operation
     */
    public record ConflictMaker(String operation, String clientVersion, long conflicts, long requests) {

        static ConflictMaker of(OutcomeCount count) {
            boolean conflict = switch (count.outcome()) {
                case KEY_REUSED, WOULD_CONFLICT, REPLAYED_MISMATCH -> true;
                default -> false;
            };
            return new ConflictMaker(
                    count.operation(), count.clientVersion(), conflict ? count.count() : 0, count.count());
        }

        ConflictMaker plus(ConflictMaker other) {
            return new ConflictMaker(operation, clientVersion, conflicts + other.conflicts, requests + other.requests);
        }
    }
}
