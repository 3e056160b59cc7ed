package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a rollout is judged by, for each operation and client version in this process, since its start. */
public final class RolloutCounters implements IdempotencyListener {

    private final Map<Counted, Adders> counters = new ConcurrentHashMap<>();

    @Override
    public void onOutcome(RequestOutcome outcome) {
        counters.computeIfAbsent(new Counted(outcome.operation(), outcome.clientVersion()), counted -> new Adders())
                .add(outcome.outcome());
    }

    /** The figures of an operation by client version, sorted. */
    Map<String, RolloutFigures> figures(String operation) {
        Map<String, RolloutFigures> figures = new TreeMap<>();
        counters.forEach((counted, adders) -> {
            if (counted.operation().equals(operation)) {
                figures.put(counted.clientVersion(), adders.figures());
            }
        });
        return figures;
    }

    private record Counted(String operation, String clientVersion) {}

    private record Adders(
            LongAdder requests, LongAdder withKey, LongAdder replays, LongAdder conflicts, LongAdder mismatches) {

        Adders() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }

        void add(Outcome outcome) {
            requests.increment();
            switch (outcome) {
                case UNPROTECTED, KEY_REQUIRED, KEY_INVALID -> {
                    return;
                }
                case WOULD_REPLAY, REPLAYED, RECOVERED -> replays.increment();
                case WOULD_CONFLICT, KEY_REUSED -> conflicts.increment();
                case REPLAYED_MISMATCH -> mismatches.increment();
                default -> {}
            }
            withKey.increment();
        }

        RolloutFigures figures() {
            return new RolloutFigures(requests.sum(), withKey.sum(), replays.sum(), conflicts.sum(), mismatches.sum());
        }
    }
}
