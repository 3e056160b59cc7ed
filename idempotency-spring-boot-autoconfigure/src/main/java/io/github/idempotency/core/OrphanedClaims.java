package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Claims whose request was refused because the store did not say whether it had granted them. One may be committed all the same,
 * even later, and then belongs to nobody: its key would be in progress until the lease ends, and of unknown outcome after that,
 * though no handler ran. So the store is asked to release what it granted, several times until the lease would have ended, and
 * for as long as it cannot be reached.
 */
final class OrphanedClaims implements AutoCloseable {

    private static final Logger logger = System.getLogger(OrphanedClaims.class.getName());

    private static final int MOST = 1_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_OF_AN_OUTAGE = Duration.ofSeconds(2);

    private final StoreCalls calls;
    private final AtomicInteger pending = new AtomicInteger();
    private final ScheduledThreadPoolExecutor executor;

    /** When the store may be asked again, by {@link System#nanoTime()}. */
    private long silentUntil = System.nanoTime();

    OrphanedClaims(StoreCalls calls) {
        this.calls = calls;
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "idempotency-orphans");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    private record Orphan(RecordKey key, BooleanSupplier release, long leaseEnds, Duration pause) {

        boolean lapsed() {
            return System.nanoTime() - leaseEnds >= 0;
        }

        Orphan next() {
            return new Orphan(key, release, leaseEnds, pause.multipliedBy(2));
        }
    }

    /**
     * Releases a claim, if it turns out to have been granted. If too many wait already, its lease is left to run out.
     *
     * @param lease   lease of the claim
     * @param release releases the claim, and says whether it was there; throws StoreUnavailableException while the store does
     *                not answer
     */
    void add(RecordKey key, Duration lease, BooleanSupplier release) {
        if (pending.incrementAndGet() > MOST) {
            pending.decrementAndGet();
            logger.log(
                    Level.DEBUG,
                    "A claim of record " + key + " may be left without an owner until its lease ends: " + MOST
                            + " others wait for their release already");
            return;
        }
        schedule(new Orphan(key, release, System.nanoTime() + lease.toNanos(), FIRST_PAUSE));
    }

    private void schedule(Orphan orphan) {
        long pause = Math.max(orphan.pause().toNanos(), silentUntil() - System.nanoTime());
        try {
            executor.schedule(() -> look(orphan), pause, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            pending.decrementAndGet(); // the application stops
        }
    }

    private synchronized long silentUntil() {
        return silentUntil;
    }

    private synchronized void beSilent() {
        silentUntil = System.nanoTime() + PAUSE_OF_AN_OUTAGE.toNanos();
    }

    private void look(Orphan orphan) {
        if (silentUntil() - System.nanoTime() > 0) {
            schedule(orphan);
            return;
        }
        try {
            boolean released = calls.ask("release", orphan.release()::getAsBoolean, hit -> hit, tooLate -> {});
            if (released) {
                logger.log(
                        Level.INFO,
                        "A claim of record " + orphan.key()
                                + " was granted after its request had been refused with store-unavailable, and is released");
            }
            if (released || orphan.lapsed()) {
                pending.decrementAndGet();
            } else {
                schedule(orphan.next()); // a server may commit a statement late that was sent on a lost connection
            }
        } catch (StoreUnavailableException e) {
            beSilent();
            schedule(orphan);
        } catch (RuntimeException | Error e) {
            pending.decrementAndGet();
            logger.log(Level.ERROR, "A claim of record " + orphan.key() + " may be left without an owner", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
