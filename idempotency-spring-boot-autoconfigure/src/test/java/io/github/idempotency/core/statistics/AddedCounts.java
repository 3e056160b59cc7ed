package io.github.idempotency.core.statistics;

import io.github.idempotency.core.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Remembers what it is asked. */
final class AddedCounts implements StatisticsStore {

    final List<OutcomeCount> added = new ArrayList<>();
    boolean available = true;
    int calls;
    final List<String> kept = new ArrayList<>();
    int toCondense;
    int toPurge;

    @Override
    public void add(Collection<OutcomeCount> counts) {
        calls++;
        if (!available) {
            throw new StoreUnavailableException("down", null);
        }
        added.addAll(counts);
    }

    @Override
    public List<OutcomeCount> sum(Duration from, Duration to) {
        return added;
    }

    @Override
    public void measureStorage() {
        kept.add("measure");
        if (!available) {
            throw new StoreUnavailableException("down", null);
        }
    }

    @Override
    public List<StorageMeasurement> storage(Duration since) {
        return List.of();
    }

    @Override
    public Map<String, Duration> oldestInFlight(Collection<Duration> retentions) {
        return Map.of();
    }

    @Override
    public boolean condense(int limit) {
        kept.add("condense");
        return toCondense-- > 0;
    }

    @Override
    public boolean purge(Duration retention, int limit) {
        kept.add("purge " + retention);
        return toPurge-- > 0;
    }
}
