package io.github.idempotency.core.statistics;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.TaskLease;
import java.time.Duration;

/**
 * Looks after the statistics of all instances, on one of them: every hour it measures the storage, merges old minutes into
 * hours and removes what is past its retention, in small batches.
 */
public final class StatisticsKeeper {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofMinutes(90);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int BATCH_SIZE = 1_000;
    private static final String TASK = "statistics";

    private final StatisticsStore store;
    private final TaskLease lease;
    private final Duration retention;
    private boolean measured;

    /**
     * Creates a keeper.
     *
     * @param store     the statistics
     * @param tasks     tells which instance does the work
     * @param retention how long statistics are kept
     */
    public StatisticsKeeper(StatisticsStore store, OperatorStore tasks, Duration retention) {
        this.store = store;
        this.lease = new TaskLease(tasks, TASK);
        this.retention = retention;
    }

    /** The work as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-statistics-keeper",
                FIRST_PAUSE,
                INTERVAL,
                "Could not look after the idempotency statistics",
                this::step,
                lease::release);
    }

    Duration step() {
        if (!lease.hold(LEASE)) {
            measured = false;
            return BackgroundTask.jittered(INTERVAL);
        }
        if (!measured) {
            measured = true; // a table that cannot be measured must not keep the rest from its turn
            store.measureStorage();
            return PAUSE;
        }
        if (store.condense(BATCH_SIZE) || store.purge(retention, BATCH_SIZE)) {
            return PAUSE;
        }
        measured = false;
        return BackgroundTask.jittered(INTERVAL);
    }
}
