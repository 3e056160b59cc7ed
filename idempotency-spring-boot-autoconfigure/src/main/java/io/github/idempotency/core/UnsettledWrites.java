package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes that end an execution and that the store did not take: tried again in the background, with the same claim, until they
 * get through or the claim is lost. Meanwhile the lease is renewed, so that nobody runs the handler again.
 */
final class UnsettledWrites implements AutoCloseable {

    private static final Logger logger = System.getLogger(UnsettledWrites.class.getName());

    /** Each may hold a response body. */
    private static final int MOST = 1_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final LinkedBlockingDeque<Write> pending = new LinkedBlockingDeque<>(MOST);
    private @Nullable Thread worker;
    private volatile boolean closing;

    /**
     * A write.
     *
     * @param what    the record and the verb, for the log
     * @param attempt tries once, whether the claim still held; throws StoreUnavailableException while the store does not answer
     * @param ended   called once when it is through or given up
     */
    record Write(String what, BooleanSupplier attempt, Runnable ended) {}

    /** Takes a write over, unless there are too many already; then its lease is left to run out. */
    void add(Write write) {
        if (closing || !pending.offer(write)) {
            logger.log(
                    Level.ERROR,
                    write.what() + " is given up: "
                            + (closing ? "the application stops" : MOST + " others wait already")
                            + ". The key stays claimed until its lease ends, and an applied effect is never run again");
            write.ended().run();
            return;
        }
        ensureWorker();
    }

    private synchronized void ensureWorker() {
        if (worker == null) {
            Thread thread = new Thread(this::work, "idempotency-settle");
            thread.setDaemon(true);
            thread.start();
            worker = thread;
        }
    }

    private void work() {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                Write write = closing ? pending.poll() : pending.poll(1, TimeUnit.SECONDS);
                if (write == null) {
                    if (closing || endIdle()) {
                        return;
                    }
                } else if (attempt(write)) {
                    pause = FIRST_PAUSE;
                } else {
                    requeue(write);
                    Thread.sleep(jittered(pause));
                    Duration longer = pause.multipliedBy(2);
                    pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean endIdle() {
        if (pending.isEmpty()) {
            worker = null;
            return true;
        }
        return false;
    }

    /** Whether it is through, one way or the other. */
    private static boolean attempt(Write write) {
        try {
            boolean held = write.attempt().getAsBoolean();
            logger.log(
                    held ? Level.INFO : Level.WARNING,
                    write.what() + (held ? " got through at a later attempt" : " came too late: the claim was lost"));
        } catch (StoreUnavailableException e) {
            return false;
        } catch (RuntimeException e) {
            logger.log(Level.ERROR, write.what() + " failed", e);
        } catch (Error e) {
            logger.log(Level.ERROR, write.what() + " failed, trying again", e);
            return false;
        }
        write.ended().run();
        return true;
    }

    private void requeue(Write write) {
        if (!pending.offerLast(write)) {
            logger.log(Level.ERROR, write.what() + " is given up: too many others wait");
            write.ended().run();
        }
    }

    private static long jittered(Duration pause) {
        return ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1);
    }

    /** Waits a moment for what is pending. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closing = true;
            running = worker;
        }
        if (running != null) {
            try {
                running.join(FAREWELL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.interrupt();
        }
        if (!pending.isEmpty()) {
            logger.log(
                    Level.ERROR,
                    pending.size() + " responses could not be stored before the application stopped: their keys stay"
                            + " claimed until their leases end");
        }
    }
}
