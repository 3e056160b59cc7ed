package io.github.idempotency.core;

import java.time.Duration;

/** Removes expired records from a store in the background, in small batches so that the foreground hardly notices. */
public final class RecordPurger {

    private final IdempotencyStore store;
    private final Duration interval;
    private final int batchSize;
    private final Duration pause;

    /**
     * Creates a purger.
     *
     * @param store     the store
     * @param interval  the time between two runs
     * @param batchSize the most records removed by one statement
     * @param pause     the time between two batches of a run
     */
    public RecordPurger(IdempotencyStore store, Duration interval, int batchSize, Duration pause) {
        this.store = store;
        this.interval = interval;
        this.batchSize = batchSize;
        this.pause = pause;
    }

    /** The purge as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-purge",
                BackgroundTask.jittered(interval),
                interval,
                "Could not purge expired idempotency records",
                this::purge);
    }

    private Duration purge() {
        return store.purge(batchSize) < batchSize ? BackgroundTask.jittered(interval) : pause;
    }
}
