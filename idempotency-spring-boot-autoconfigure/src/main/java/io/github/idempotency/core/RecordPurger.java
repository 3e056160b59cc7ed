package io.github.idempotency.core;

import io.github.idempotency.core.IdempotencyListener.PurgeProgress;
import io.github.idempotency.core.IdempotencyStore.Purged;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes expired records from a store in the background, and the responses of records whose key is remembered longer, in
 * small batches so that the foreground hardly notices. If the store is an {@link OperatorStore}, one instance does it for all;
 * if two did, no harm would come of it.
 */
public final class RecordPurger {

    private static final String TASK = "purge";

    private static final int LEASE_INTERVALS = 3;

    private final IdempotencyStore store;
    private final IdempotencyListener listener;
    private final Duration interval;
    private final PurgePace pace;
    private final LongSupplier nanoTime;
    private final @Nullable TaskLease lease;
    private @Nullable Long heldAt;
    private boolean stripping;
    private @Nullable Instant from;

    /**
     * Creates a purger.
     *
     * @param store    the store
     * @param listener hears of every step; must not throw
     * @param interval the time between two runs
     * @param pace     how fast a run goes, for this purger alone
     */
    public RecordPurger(IdempotencyStore store, IdempotencyListener listener, Duration interval, PurgePace pace) {
        this(store, listener, interval, pace, System::nanoTime);
    }

    RecordPurger(
            IdempotencyStore store,
            IdempotencyListener listener,
            Duration interval,
            PurgePace pace,
            LongSupplier nanoTime) {
        this.store = store;
        this.listener = listener;
        this.interval = interval;
        this.pace = pace;
        this.nanoTime = nanoTime;
        this.lease = store instanceof OperatorStore operatorStore ? new TaskLease(operatorStore, TASK) : null;
    }

    /** The purge as a background task; the listener hears at once when it will look first. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-purge",
                pause(0, 0, Duration.ZERO, BackgroundTask.jittered(interval)),
                interval,
                "Could not purge expired idempotency records",
                this::step,
                this::release);
    }

    /** Treats a batch, and returns the time until the next one. */
    Duration step() {
        if (!isOurs()) {
            stripping = false;
            from = null;
            return pause(0, 0, Duration.ZERO, BackgroundTask.jittered(interval));
        }
        int limit = pace.batch();
        long start = nanoTime.getAsLong();
        Purged purged = stripping ? store.stripResults(limit, from) : store.purge(limit, from);
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
        int records = stripping ? 0 : purged.count();
        int responses = stripping ? purged.count() : 0;
        if (purged.count() >= limit) {
            from = purged.last();
            return pause(records, responses, purged.lag(), pace.pauseAfter(took));
        }
        from = null;
        stripping = !stripping;
        // Responses follow at once; a short batch says little about the pace.
        return pause(records, responses, Duration.ZERO, stripping ? Duration.ZERO : BackgroundTask.jittered(interval));
    }

    private void release() {
        if (lease != null) {
            lease.release();
        }
    }

    private Duration pause(int records, int responses, Duration lag, Duration pause) {
        listener.onPurged(new PurgeProgress(records, responses, lag, pause));
        return pause;
    }

    /** Asks at the start of a run, and while it goes on often enough for the lease, not for every batch. */
    private boolean isOurs() {
        if (lease == null) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (heldAt != null && now - heldAt < interval.toNanos()) {
            return true;
        }
        boolean ours = lease.hold(interval.multipliedBy(LEASE_INTERVALS));
        heldAt = ours ? now : null;
        return ours;
    }
}
