package io.github.idempotency.metrics;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.OperatorStore.StorageUse;
import io.github.idempotency.core.RecordState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gauges {@code idempotency.records} and, where the store can measure them, {@code idempotency.storage.bytes}, both by
 * {@code operation} and {@code state}. The store is asked in the background every five
 * minutes, and every ten seconds while there are no records: a scrape sees the latest answer, and never waits. Until the
 * records were measured there are no gauges; while the store does not answer the numbers stay.
 */
public final class RecordGauges {

    /** The time between two answers. */
    public static final Duration INTERVAL = Duration.ofMinutes(5);

    private static final Duration SOON = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final IdempotencyStore store;
    private final @Nullable Supplier<@Nullable List<StorageUse>> measured;
    private final Supplier<@Nullable OperationCatalog> catalog;
    private final Set<String> registered = new HashSet<>();
    private volatile Map<Counted, StorageUse> latest = Map.of();

    /**
     * Creates the gauges.
     *
     * @param registry where they are registered
     * @param store    counts records
     * @param measured measures them, null while nobody has; null if the store cannot
     * @param catalog  operations that are shown also without records; null for none
     */
    public RecordGauges(
            MeterRegistry registry,
            IdempotencyStore store,
            @Nullable Supplier<@Nullable List<StorageUse>> measured,
            Supplier<@Nullable OperationCatalog> catalog) {
        this.registry = registry;
        this.store = store;
        this.measured = measured;
        this.catalog = catalog;
    }

    /**
     * The counting as a background task.
     *
     * @param goodbye done when it is stopped
     */
    public BackgroundTask task(Runnable goodbye) {
        return new BackgroundTask(
                "idempotency-record-gauges",
                Duration.ZERO,
                INTERVAL,
                "Could not count idempotency records",
                this::step,
                goodbye);
    }

    private Duration step() {
        List<StorageUse> storage = storage();
        if (storage == null) {
            return BackgroundTask.jittered(SOON);
        }
        latest = storage.stream()
                .collect(Collectors.toMap(
                        use -> new Counted(use.operation(), use.state()), Function.identity(), (one, other) -> one));
        operations().filter(registered::add).forEach(this::register);
        // What is empty is soon measured, and soon not empty any more.
        return BackgroundTask.jittered(storage.isEmpty() ? SOON : INTERVAL);
    }

    private @Nullable List<StorageUse> storage() {
        return measured == null
                ? store.countRecords().stream()
                        .map(count -> new StorageUse(count.operation(), count.state(), count.count(), 0))
                        .toList()
                : measured.get();
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
            Tags tags = Tags.of(
                    "operation",
                    operation,
                    "state",
                    state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            Gauge.builder("idempotency.records", () -> value(counted, StorageUse::records))
                    .description("Records of all instances")
                    .tags(tags)
                    .register(registry);
            if (measured != null) {
                Gauge.builder("idempotency.storage.bytes", () -> value(counted, StorageUse::bytes))
                        .description("Room that the records of all instances take, indexes aside")
                        .baseUnit("bytes")
                        .tags(tags)
                        .register(registry);
            }
        }
    }

    private long value(Counted counted, ToLongFunction<StorageUse> figure) {
        StorageUse use = latest.get(counted);
        return use == null ? 0 : figure.applyAsLong(use);
    }

    private record Counted(String operation, RecordState state) {}
}
