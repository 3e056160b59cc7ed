package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

    private static final Logger logger = System.getLogger(BackgroundTask.class.getName());

    private static final int LONGEST_GOODBYE_SECONDS = 5;

    private final String threadName;
    private final Duration firstPause;
    private final Duration interval;
    private final String failure;
    private final Supplier<Duration> step;
    private final Runnable goodbye;
    private boolean failing;
    private @Nullable ScheduledExecutorService executor;

    /** Describes a task that ends without a goodbye. */
    public BackgroundTask(
            String threadName, Duration firstPause, Duration interval, String failure, Supplier<Duration> step) {
        this(threadName, firstPause, interval, failure, step, () -> {});
    }

    /**
     * Describes a task.
     *
     * @param threadName name of its thread
     * @param firstPause the time from start to the first step
     * @param interval   the time after a step that failed; varied by a tenth
     * @param failure    what is logged if a step fails, once until one succeeds
     * @param step       does a part of the task and returns the time to the next
     * @param goodbye    done once after the last step, when it is stopped
     */
    public BackgroundTask(
            String threadName,
            Duration firstPause,
            Duration interval,
            String failure,
            Supplier<Duration> step,
            Runnable goodbye) {
        this.threadName = threadName;
        this.firstPause = firstPause;
        this.interval = interval;
        this.failure = failure;
        this.step = step;
        this.goodbye = goodbye;
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

    /** Stops it, and waits a moment for a step under way and for the goodbye: a store that is away must not hold up a shutdown. */
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
                Thread last = new Thread(this::sayGoodbye, threadName + "-goodbye");
                last.setDaemon(true);
                last.start();
                last.join(TimeUnit.SECONDS.toMillis(LONGEST_GOODBYE_SECONDS));
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
            executor.schedule(() -> schedule(executor, run()), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // stopped meanwhile
        }
    }

    private Duration run() {
        try {
            Duration pause = step.get();
            failing = false;
            return pause;
        } catch (RuntimeException | Error e) { // an error too may pass, and nobody would start the task again
            log(failing ? Level.DEBUG : Level.WARNING, e);
            failing = true;
            return jittered(interval);
        }
    }

    /** Of a store that is unavailable the message says all; each task would repeat the same stack trace. */
    private void log(Level level, Throwable e) {
        String again = ", trying again in about " + interval;
        if (e instanceof StoreUnavailableException && level != Level.DEBUG) {
            logger.log(level, failure + again + ": " + e.getMessage());
        } else {
            logger.log(level, failure + again, e);
        }
    }

    private void sayGoodbye() {
        try {
            goodbye.run();
        } catch (RuntimeException e) {
            logger.log(
                    Level.WARNING,
                    "The last step of " + threadName + " failed, what it had not written is lost: " + e.getMessage());
        }
    }

    /** Varied by a tenth, so that instances do not work in step. */
    public static Duration jittered(Duration interval) {
        return Duration.ofNanos(
                (long) (interval.toNanos() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }
}
