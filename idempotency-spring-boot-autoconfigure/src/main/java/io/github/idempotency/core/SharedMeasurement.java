package io.github.idempotency.core;

import io.github.idempotency.core.UsageStore.Usage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the records take, as one instance measures it for all: a store of many records is not read once by each of them. */
public final class SharedMeasurement {

    private static final String TASK = "measure-usage";

    private final UsageStore store;
    private final TaskLease lease;
    private final Duration interval;
    private final Duration longestPause;
    private @Nullable Long measuredAt;

    /**
     * Creates a part in the measurement.
     *
     * @param store        sums up what records take
     * @param tasks        the same store, tells who measures
     * @param interval     the time between two measurements
     * @param longestPause the longest time between two calls of {@link #measureIfDue()}
     */
    public SharedMeasurement(UsageStore store, OperatorStore tasks, Duration interval, Duration longestPause) {
        this.store = store;
        this.lease = new TaskLease(tasks, TASK);
        this.interval = interval;
        this.longestPause = longestPause;
    }

    /**
     * Measures if that is due and this instance's to do.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    public void measureIfDue() {
        long now = System.nanoTime();
        // Who asks once in an interval does so a little earlier now and then.
        boolean due = measuredAt == null || now - measuredAt >= 0.9 * interval.toNanos();
        if (lease.hold(interval.multipliedBy(2).plus(longestPause)) && due) {
            store.measureUsage();
            measuredAt = isEmpty() ? null : now;
        }
    }

    /** An empty store is measured whenever somebody asks: that costs nothing, and it soon is not empty any more. */
    private boolean isEmpty() {
        return store.readUsage().filter(usage -> !usage.operations().isEmpty()).isEmpty();
    }

    /**
     * Measures out of turn, unless there is a measurement that is not older.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    public void measureIfOlderThan(Duration age) {
        boolean fresh = store.readUsage()
                .filter(usage -> usage.age().compareTo(age) < 0)
                .isPresent();
        if (!fresh) {
            store.measureUsage();
        }
    }

    /**
     * Reads the latest measurement of any instance, empty if there is none yet.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    public Optional<Usage> latest() {
        return store.readUsage();
    }

    /** Lets another instance measure at once. */
    public void release() {
        lease.release();
    }
}
