package io.github.idempotency.core;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task that is done again and again by a thread of its own, a daemon. Does nothing until it is started. */
public final class BackgroundTask {

    private static final int LONGEST_GOODBYE_SECONDS = 5;

    private final String threadName;
    private final Duration firstPause;
    private final Supplier<Duration> step;
    private @Nullable ScheduledExecutorService executor;

    /**
     * Describes a task.
     *
     * @param threadName name of its thread
     * @param firstPause the time from start to the first step
     * @param step       does a part of the task and returns the time to the next; must not throw
     */
    public BackgroundTask(String threadName, Duration firstPause, Supplier<Duration> step) {
        this.threadName = threadName;
        this.firstPause = firstPause;
        this.step = step;
    }

    /** Starts it. */
    public synchronized void start() {
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, threadName);
                thread.setDaemon(true);
                return thread;
            });
            schedule(executor, firstPause);
        }
    }

    /** Stops it, and waits a moment for a step under way. */
    public void stop() {
        ScheduledExecutorService stopped;
        synchronized (this) {
            stopped = executor;
            executor = null;
        }
        if (stopped != null) {
            stopped.shutdownNow();
            try {
                stopped.awaitTermination(LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS);
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
            executor.schedule(() -> schedule(executor, step.get()), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // stopped meanwhile
        }
    }

    /** Varied by a tenth, so that instances do not work in step. */
    public static Duration jittered(Duration interval) {
        return Duration.ofNanos(
                (long) (interval.toNanos() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }
}
