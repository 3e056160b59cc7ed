package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.statistics.OutcomeCount;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the outcomes of each operation and client version in this process, since its start. */
public final class OutcomeCounters implements IdempotencyListener {

    private final Map<Counted, LongAdder> counters = new ConcurrentHashMap<>();

    @Override
    public void onOutcome(RequestOutcome outcome) {
        counters.computeIfAbsent(
                        new Counted(outcome.operation(), outcome.outcome(), outcome.clientVersion()),
                        counted -> new LongAdder())
                .increment();
    }

    /** What was counted, in no order. */
    public List<OutcomeCount> counts() {
        return counters.entrySet().stream()
                .map(entry -> new OutcomeCount(
                        entry.getKey().operation(),
                        entry.getKey().outcome(),
                        entry.getKey().clientVersion(),
                        entry.getValue().sum()))
                .toList();
    }

    private record Counted(String operation, Outcome outcome, String clientVersion) {}
}
