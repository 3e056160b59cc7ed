package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Removes expired records from a store in the background, in small batches so that the foreground hardly notices. */
public final class RecordPurger {

    private static final Logger log = System.getLogger(RecordPurger.class.getName());

    private final IdempotencyStore store;
    private final Duration interval;
    private final int batchSize;
    private final Duration pause;
    private @Nullable ScheduledExecutorService executor;
    private boolean failing;

    /**
     * Creates a purger, which does nothing until it is started.
     *
     * @param store     the store
     * @param interval  the time between two runs; varied by a tenth, so that instances do not run in step
     * @param batchSize the most records removed by one statement
     * @param pause     the time between two batches of a run
     */
    public RecordPurger(IdempotencyStore store, Duration interval, int batchSize, Duration pause) {
        this.store = store;
        this.interval = interval;
        this.batchSize = batchSize;
        this.pause = pause;
    }

    /** Starts the background thread, a daemon. */
    public synchronized void start() {
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "idempotency-purge");
                thread.setDaemon(true);
                return thread;
            });
            schedule(executor, jittered(interval));
        }
    }

    /** Stops it, and waits a moment for a statement under way. */
    public void stop() {
        ScheduledExecutorService stopped;
        synchronized (this) {
            stopped = executor;
            executor = null;
        }
        if (stopped != null) {
            stopped.shutdownNow();
            try {
                stopped.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it was started and not stopped. */
    public synchronized boolean isRunning() {
        return executor != null;
    }

    private void schedule(ScheduledExecutorService executor, Duration delay) {
        try {
            executor.schedule(() -> schedule(executor, purge()), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // stopped meanwhile
        }
    }

    private Duration purge() {
        try {
            int removed = store.purge(batchSize);
            failing = false;
            return removed < batchSize ? jittered(interval) : pause;
        } catch (RuntimeException e) {
            log.log(
                    failing ? Level.DEBUG : Level.WARNING,
                    "Could not purge expired idempotency records, trying again in about " + interval,
                    e);
            failing = true;
            return jittered(interval);
        }
    }

    private static Duration jittered(Duration interval) {
        return Duration.ofNanos(
                (long) (interval.toNanos() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }
}
