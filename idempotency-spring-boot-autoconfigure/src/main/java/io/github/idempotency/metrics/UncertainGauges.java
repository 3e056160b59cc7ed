package io.github.idempotency.metrics;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.OperatorStore.UncertainCount;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gauges {@code idempotency.uncertain.records} and {@code idempotency.uncertain.age} (in seconds, of the oldest), both by
 * {@code operation}. The store is asked in the background: a scrape sees the latest answer, and never waits. Until the first
 * answer there are no gauges; while the store does not answer the numbers stay, and the age grows.
 */
public final class UncertainGauges {

    private final MeterRegistry registry;
    private final OperatorStore store;
    private final Supplier<@Nullable OperationCatalog> catalog;
    private final Duration interval;
    private final Set<String> registered = new HashSet<>();
    private volatile Reading latest = new Reading(Map.of(), System.nanoTime());

    /**
     * Creates the gauges.
     *
     * @param registry where they are registered
     * @param store    counts uncertain records
     * @param catalog  operations that are shown also without such records; null for none
     * @param interval the time between two counts
     */
    public UncertainGauges(
            MeterRegistry registry,
            OperatorStore store,
            Supplier<@Nullable OperationCatalog> catalog,
            Duration interval) {
        this.registry = registry;
        this.store = store;
        this.catalog = catalog;
        this.interval = interval;
    }

    /** The counting as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-gauges",
                Duration.ZERO,
                interval,
                "Could not count uncertain idempotency records",
                this::step);
    }

    private Duration step() {
        latest = new Reading(
                store.countUncertain().stream()
                        .collect(Collectors.toMap(UncertainCount::operation, Function.identity())),
                System.nanoTime());
        operations().filter(registered::add).forEach(this::register);
        return BackgroundTask.jittered(interval);
    }

    private Stream<String> operations() {
        OperationCatalog known = catalog.get();
        Stream<String> names =
                known == null ? Stream.empty() : known.operations().stream().map(Operation::name);
        return Stream.concat(names, latest.counts().keySet().stream());
    }

    private void register(String operation) {
        Gauge.builder("idempotency.uncertain.records", () -> latest.records(operation))
                .description("Records whose outcome is not known and that wait for an operator")
                .tag("operation", operation)
                .register(registry);
        Gauge.builder("idempotency.uncertain.age", () -> latest.age(operation))
                .description("Age of the oldest record whose outcome is not known")
                .baseUnit("seconds")
                .tag("operation", operation)
                .register(registry);
    }

    private record Reading(Map<String, UncertainCount> counts, long at) {

        long records(String operation) {
            UncertainCount count = counts.get(operation);
            return count == null ? 0 : count.count();
        }

        double age(String operation) {
            UncertainCount count = counts.get(operation);
            return count == null ? 0 : (count.age().toNanos() + System.nanoTime() - at) / 1e9;
        }
    }
}
