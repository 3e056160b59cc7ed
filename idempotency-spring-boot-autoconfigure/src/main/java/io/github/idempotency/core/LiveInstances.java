package io.github.idempotency.core;

import java.time.Duration;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * How many instances share the store, this one included. Each makes itself known every ten seconds: one that joins is seen by
 * the others within that time, one that leaves too, and one that is killed within 30 seconds.
 */
public final class LiveInstances implements IntSupplier {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final InstanceStore store;
    private final UUID instance = UUID.randomUUID();
    private volatile int count = 1;

    /**
     * Creates an instance that has not made itself known yet, and knows of no other.
     *
     * @param store the store that instances share
     */
    public LiveInstances(InstanceStore store) {
        this.store = store;
    }

    /** The number as it was last seen. */
    @Override
    public int getAsInt() {
        return count;
    }

    /** Makes this instance known and counts all. */
    public void refresh() {
        count = Math.max(1, store.joinInstances(instance, LEASE));
    }

    /** Keeps this instance known, as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-instances",
                Duration.ZERO,
                INTERVAL,
                "Could not count the instances that share the idempotency store; limits go by the last count",
                () -> {
                    refresh();
                    return BackgroundTask.jittered(INTERVAL);
                },
                () -> store.leaveInstances(instance));
    }
}
