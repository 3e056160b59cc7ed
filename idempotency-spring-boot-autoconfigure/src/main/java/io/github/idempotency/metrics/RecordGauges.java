package io.github.idempotency.metrics;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.IdempotencyStore.RecordCount;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.RecordState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gauge {@code idempotency.records} by {@code operation} and {@code state}. The store is asked in the background every five
 * minutes, since it has to look at the whole table: a scrape sees the latest answer, and never waits. Until the first answer
 * there are no gauges; while the store does not answer the numbers stay.
 */
public final class RecordGauges {

    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final MeterRegistry registry;
    private final IdempotencyStore store;
    private final Supplier<@Nullable OperationCatalog> catalog;
    private final Set<String> registered = new HashSet<>();
    private volatile Map<Counted, Long> latest = Map.of();

    /**
     * Creates the gauges.
     *
     * @param registry where they are registered
     * @param store    counts records
     * @param catalog  operations that are shown also without records; null for none
     */
    public RecordGauges(MeterRegistry registry, IdempotencyStore store, Supplier<@Nullable OperationCatalog> catalog) {
        this.registry = registry;
        this.store = store;
        this.catalog = catalog;
    }

    /** The counting as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-record-gauges",
                Duration.ZERO,
                INTERVAL,
                "Could not count idempotency records",
                this::step);
    }

    private Duration step() {
        latest = store.countRecords().stream()
                .collect(Collectors.toMap(
                        count -> new Counted(count.operation(), count.state()), RecordCount::count, Long::sum));
        operations().filter(registered::add).forEach(this::register);
        return BackgroundTask.jittered(INTERVAL);
    }

    private Stream<String> operations() {
        OperationCatalog known = catalog.get();
        Stream<String> names =
                known == null ? Stream.empty() : known.operations().stream().map(Operation::name);
        return Stream.concat(names, latest.keySet().stream().map(Counted::operation));
    }

    private void register(String operation) {
        for (RecordState state : RecordState.values()) {
            Counted counted = new Counted(operation, state);
            Gauge.builder("idempotency.records", () -> latest.getOrDefault(counted, 0L))
                    .description("Records of all instances")
                    .tag("operation", operation)
                    .tag("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .register(registry);
        }
    }

    private record Counted(String operation, RecordState state) {}
}
