package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the outcomes of each operation in this process, since its start. */
public final class OutcomeCounters implements IdempotencyListener {

    private final Map<Counted, LongAdder> counters = new ConcurrentHashMap<>();

    @Override
    public void onOutcome(RequestOutcome outcome) {
        counters.computeIfAbsent(new Counted(outcome.operation(), outcome.outcome()), counted -> new LongAdder())
                .increment();
    }

    /** The outcomes of an operation that occurred, in the order of {@link Outcome}. */
    public Map<Outcome, Long> counts(String operation) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            LongAdder counter = counters.get(new Counted(operation, outcome));
            if (counter != null) {
                counts.put(outcome, counter.sum());
            }
        }
        return counts;
    }

    private record Counted(String operation, Outcome outcome) {}
}
