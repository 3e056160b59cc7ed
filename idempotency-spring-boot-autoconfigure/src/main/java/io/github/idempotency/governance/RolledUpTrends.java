package io.github.idempotency.governance;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.core.statistics.StorageMeasurement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Figures of all instances. Since statistics are kept for a time only, the period under review is half of it, and the period
 * before it the other half. Synthetic traffic is left out. The store is asked at most once a minute.
 */
public final class RolledUpTrends implements OperationTrends {

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final StatisticsStore store;
    private final Duration period;
    private @Nullable Figures latest;

    /**
     * Creates trends.
     *
     * @param store     the statistics of all instances
     * @param retention how long they are kept
     */
    public RolledUpTrends(StatisticsStore store, Duration retention) {
        this.store = store;
        this.period = retention.dividedBy(2);
    }

    /**
     * The figures of an operation; empty if neither requests nor records of it are known.
     *
     * @throws io.github.idempotency.core.StoreUnavailableException if the store cannot answer
     */
    @Override
    public Optional<Trend> of(String operation) {
        return figures().of(operation, words());
    }

    private synchronized Figures figures() {
        Figures figures = latest;
        if (figures == null || System.nanoTime() - figures.readAt() > FRESH.toNanos()) {
            figures = new Figures(
                    store.sum(period, Duration.ZERO),
                    store.sum(period.multipliedBy(2), period),
                    store.storage(period),
                    System.nanoTime());
            latest = figures;
        }
        return figures;
    }

    private String words() {
        return period.toHours() % 24 == 0 ? period.toDays() + " days" : period.toHours() + " hours";
    }

    private record Figures(
            List<OutcomeCount> now, List<OutcomeCount> before, List<StorageMeasurement> storage, long readAt) {

        Optional<Trend> of(String operation, String period) {
            Trend trend = new Trend(
                    period,
                    sum(now, operation, outcome -> true),
                    sum(now, operation, outcome -> outcome == Outcome.KEY_REUSED),
                    sum(before, operation, outcome -> true),
                    sum(before, operation, outcome -> outcome == Outcome.KEY_REUSED),
                    storage.isEmpty() ? 0 : bytes(operation, storage.get(storage.size() - 1)),
                    storage.isEmpty() ? 0 : bytes(operation, storage.get(0)));
            return trend.requests() + trend.earlierRequests() + trend.storedBytes() + trend.earlierBytes() == 0
                    ? Optional.empty()
                    : Optional.of(trend);
        }

        private static long sum(List<OutcomeCount> counts, String operation, Predicate<Outcome> outcomes) {
            return counts.stream()
                    .filter(count -> !count.isSynthetic())
                    .filter(count -> count.operation().equals(operation) && outcomes.test(count.outcome()))
                    .mapToLong(OutcomeCount::count)
                    .sum();
        }

        /** An operation that had no records at that time was not measured. */
        private long bytes(String operation, StorageMeasurement any) {
            Instant at = any.measuredAt();
            return storage.stream()
                    .filter(measurement -> measurement.measuredAt().equals(at)
                            && measurement.operation().equals(operation))
                    .mapToLong(StorageMeasurement::bytes)
                    .sum();
        }
    }
}
