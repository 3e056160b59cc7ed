package io.github.idempotency.core.statistics;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts outcomes and adds them to those of all instances, in one call to the store per interval. Counts that could not be
 * added are kept for the next time, and then belong to that minute. What a process that is killed had not added is lost; if
 * the answer to an addition is lost, it is added again.
 */
public final class OutcomeRollup implements IdempotencyListener {

    /** Beyond this many different counts, versions of clients are no longer told apart. */
    static final int MAX_COUNTS = 10_000;

    private final StatisticsStore store;
    private final Duration interval;
    private final Map<Counted, AtomicLong> pending = new ConcurrentHashMap<>();

    /**
     * Creates an empty roll-up.
     *
     * @param store    where counts are added up
     * @param interval the time between two additions
     */
    public OutcomeRollup(StatisticsStore store, Duration interval) {
        this.store = store;
        this.interval = interval;
    }

    @Override
    public void onOutcome(RequestOutcome outcome) {
        Counted counted = new Counted(outcome.operation(), outcome.outcome(), outcome.clientVersion());
        AtomicLong count = pending.get(counted);
        if (count == null) {
            Counted admitted = pending.size() < MAX_COUNTS
                    ? counted
                    : new Counted(outcome.operation(), outcome.outcome(), ClientVersions.OTHER);
            count = pending.computeIfAbsent(admitted, key -> new AtomicLong());
        }
        count.incrementAndGet();
    }

    /** The additions as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-statistics",
                BackgroundTask.jittered(interval),
                interval,
                "Could not add to the idempotency statistics of all instances; the counts are kept",
                () -> {
                    flush();
                    return BackgroundTask.jittered(interval);
                },
                this::flush);
    }

    /** Adds what was counted since the last time; does not ask the store if that is nothing. */
    public synchronized void flush() {
        List<OutcomeCount> counts = drain();
        if (counts.isEmpty()) {
            return;
        }
        boolean added = false;
        try {
            store.add(counts);
            added = true;
        } finally {
            if (!added) {
                counts.forEach(this::giveBack);
            }
        }
    }

    private List<OutcomeCount> drain() {
        List<OutcomeCount> counts = new ArrayList<>();
        pending.forEach((counted, count) -> {
            long drained = count.getAndSet(0);
            if (drained > 0) {
                counts.add(new OutcomeCount(counted.operation(), counted.outcome(), counted.clientVersion(), drained));
            }
        });
        return counts;
    }

    private void giveBack(OutcomeCount count) {
        pending.computeIfAbsent(
                        new Counted(count.operation(), count.outcome(), count.clientVersion()), key -> new AtomicLong())
                .addAndGet(count.count());
    }

    private record Counted(String operation, Outcome outcome, String clientVersion) {}
}
