package io.github.idempotency.core;

import java.time.Duration;

/**
 * Removes what was told about records long ago, once their outcome is known. One instance does it for all; if two did, no harm
 * would come of it.
 */
public final class IncidentPurger {

    private static final String TASK = "purge-incidents";

    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 1_000;

    private final OperatorStore store;
    private final Duration retention;
    private final TaskLease lease;

    /**
     * Creates a purger.
     *
     * @param store     the store
     * @param retention how long incidents are kept, more than zero
     */
    public IncidentPurger(OperatorStore store, Duration retention) {
        this.store = store;
        this.retention = retention;
        this.lease = new TaskLease(store, TASK);
    }

    /**
     * The purge as a background task.
     *
     * @param firstPause the time from start to the first run
     */
    public BackgroundTask task(Duration firstPause) {
        return new BackgroundTask(
                "idempotency-incident-purge",
                BackgroundTask.jittered(firstPause),
                INTERVAL,
                "Could not purge old idempotency incidents",
                this::step,
                lease::release);
    }

    /** Treats a batch, and returns the time until the next one. */
    Duration step() {
        boolean more = lease.hold(INTERVAL) && store.purgeIncidents(retention, BATCH) == BATCH;
        return more ? PAUSE : BackgroundTask.jittered(INTERVAL);
    }
}
