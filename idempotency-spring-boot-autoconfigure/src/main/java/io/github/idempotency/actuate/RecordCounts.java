package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyStore.RecordCount;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoreUnavailableException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of all instances, if they could be counted.
 *
 * @param counts the counts, null if the store is unavailable
 */
record RecordCounts(@Nullable List<RecordCount> counts) {

    static RecordCounts from(Supplier<List<RecordCount>> store) {
        try {
            return new RecordCounts(store.get());
        } catch (StoreUnavailableException e) {
            return new RecordCounts(null);
        }
    }

    String status() {
        return counts == null ? "unavailable" : "available";
    }

    @Nullable
    Long inFlight(String operation) {
        return counts == null ? null : count(counts, operation, RecordState.IN_PROGRESS);
    }

    @Nullable
    Map<String, Long> byState(String operation) {
        if (counts == null) {
            return null;
        }
        Map<String, Long> byState = new LinkedHashMap<>();
        for (RecordState state : RecordState.values()) {
            String name = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
            byState.put(name, count(counts, operation, state));
        }
        return byState;
    }

    private static long count(List<RecordCount> counts, String operation, RecordState state) {
        return counts.stream()
                .filter(count -> count.operation().equals(operation) && count.state() == state)
                .mapToLong(RecordCount::count)
                .sum();
    }
}
