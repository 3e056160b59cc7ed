package io.github.idempotency.actuate;

import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.core.statistics.StorageMeasurement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Statistics as a test sets them. */
final class FakeStatisticsStore implements StatisticsStore {

    boolean available = true;
    List<OutcomeCount> counts = List.of();
    List<StorageMeasurement> storage = List.of();
    Duration askedFor;

    @Override
    public void add(Collection<OutcomeCount> added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OutcomeCount> sum(Duration from, Duration to) {
        if (!available) {
            throw new StoreUnavailableException("down", null);
        }
        askedFor = askedFor == null ? from : askedFor;
        return counts;
    }

    @Override
    public void measureStorage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StorageMeasurement> storage(Duration since) {
        return storage;
    }

    @Override
    public Map<String, Duration> oldestInFlight(Collection<Duration> retentions) {
        return Map.of("pay", Duration.ofSeconds(3));
    }

    @Override
    public boolean condense(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean purge(Duration retention, int limit) {
        throw new UnsupportedOperationException();
    }
}
