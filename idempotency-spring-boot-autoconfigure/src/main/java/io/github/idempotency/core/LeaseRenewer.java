package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the leases of running executions alive: all that are due in one statement, every third of a lease. A claim that is
 * younger than a sixth of its lease is left for the next turn, so that short handlers cost nothing; no claim waits longer than
 * half its lease, and a store that fails is asked again twelve times per lease.
 */
final class LeaseRenewer implements AutoCloseable {

    private static final Logger logger = System.getLogger(LeaseRenewer.class.getName());

    private final IdempotencyStore store;
    private final StoreCalls calls;
    private final ConcurrentMap<Claim, Renewal> live = new ConcurrentHashMap<>();
    private final ConcurrentMap<Duration, Boolean> cadences = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor scheduler;

    LeaseRenewer(IdempotencyStore store, StoreCalls calls) {
        this.store = store;
        this.calls = calls;
        this.scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "idempotency-renewal");
            thread.setDaemon(true);
            return thread;
        });
    }

    private record Renewal(Duration lease, long at) {}

    /** Renews from now on. */
    void watch(Claim claim, Duration lease) {
        live.put(claim, new Renewal(lease, System.nanoTime()));
        cadences.computeIfAbsent(lease, this::startCadence);
    }

    /** Stops renewing. */
    void unwatch(Claim claim) {
        live.remove(claim);
    }

    private Boolean startCadence(Duration lease) {
        schedule(lease, lease.dividedBy(3));
        return true;
    }

    private void schedule(Duration lease, Duration delay) {
        try {
            scheduler.schedule(() -> schedule(lease, renewDue(lease)), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    /** Returns when to come back. */
    private Duration renewDue(Duration lease) {
        long now = System.nanoTime();
        List<Claim> due = live.entrySet().stream()
                .filter(entry -> entry.getValue().lease().equals(lease))
                .filter(entry -> now - entry.getValue().at() >= lease.toNanos() / 6)
                .map(Map.Entry::getKey)
                .toList();
        if (due.isEmpty()) {
            return lease.dividedBy(3);
        }
        try {
            Set<UUID> held =
                    calls.call("renew", () -> store.renew(due, lease), ids -> ids.size() == due.size(), tooLate -> {});
            due.forEach(claim -> settle(claim, held.contains(claim.id()), new Renewal(lease, now)));
            return lease.dividedBy(3);
        } catch (RuntimeException | Error e) { // an error too may pass, and running handlers need their leases
            logger.log(Level.WARNING, "Could not renew " + due.size() + " idempotency leases, trying again: " + e);
            return lease.dividedBy(12);
        }
    }

    private void settle(Claim claim, boolean held, Renewal renewal) {
        if (held) {
            live.computeIfPresent(claim, (same, earlier) -> renewal);
        } else if (live.remove(claim) != null) {
            logger.log(
                    Level.WARNING,
                    "The lease of idempotency record " + claim.id() + " (fence " + claim.fence()
                            + ") was lost while its handler runs: another request took it over, or an operator settled it");
        }
    }

    /** Stops renewing anything. */
    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
