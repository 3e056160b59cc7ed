package io.github.idempotency.core;

import io.github.idempotency.core.IdempotencyListener.PurgeProgress;
import java.time.Duration;

/**
 * Looks from time to time how long expired records have been waiting for their removal, where this instance removes none itself:
 * others may, or a job of the database, or nobody.
 */
public final class PurgeWatch {

    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final OperatorStore store;
    private final IdempotencyListener listener;

    /**
     * Creates a watch.
     *
     * @param store    the store
     * @param listener hears of every look; must not throw
     */
    public PurgeWatch(OperatorStore store, IdempotencyListener listener) {
        this.store = store;
        this.listener = listener;
    }

    /** The watch as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-purge-watch",
                Duration.ZERO,
                INTERVAL,
                "Could not find out whether expired idempotency records are removed",
                this::step);
    }

    /** Looks once, and returns the time until the next look. */
    Duration step() {
        Duration pause = BackgroundTask.jittered(INTERVAL);
        store.measurePurgeLag().ifPresent(lag -> listener.onPurged(new PurgeProgress(0, 0, lag, pause)));
        return pause;
    }
}
