package io.github.idempotency.actuate;

import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.statistics.StatisticsStore;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the statistics of all instances; where there are none, or the store is away, those of this process. */
public final class StatisticsReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private final @Nullable StatisticsStore store;
    private final OutcomeCounters counters;
    private final OperationCatalog catalog;
    private final Duration retention;

    /**
     * Creates a reader.
     *
     * @param store     the statistics of all instances, null if nobody keeps them
     * @param counters  those of this process
     * @param catalog   the operations
     * @param retention how long statistics are kept, which is the longest window
     */
    public StatisticsReader(
            @Nullable StatisticsStore store, OutcomeCounters counters, OperationCatalog catalog, Duration retention) {
        this.store = store;
        this.counters = counters;
        this.catalog = catalog;
        this.retention = retention;
    }

    Statistics read(@Nullable String window, BoundedCalls calls) {
        Duration period = StatisticsWindow.parse(window, retention);
        StatisticsStore asked = store;
        if (asked == null) {
            return Statistics.ofThisProcess("nobody adds up the counts of all instances", counters.counts());
        }
        try {
            return calls.call(() -> ofAllInstances(asked, period), TIMEOUT);
        } catch (StoreUnavailableException e) {
            return Statistics.ofThisProcess("the store is unavailable", counters.counts());
        }
    }

    private Statistics ofAllInstances(StatisticsStore asked, Duration window) {
        List<Duration> retentions = catalog.operations().stream()
                .map(Operation::policy)
                .map(policy -> policy.retention())
                .distinct()
                .toList();
        return new Statistics(
                window,
                null,
                asked.sum(window, Duration.ZERO),
                asked.sum(DAY, Duration.ZERO),
                asked.storage(WEEK),
                asked.oldestInFlight(retentions));
    }
}
