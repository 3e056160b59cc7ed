package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.governance.MutationEndpointInventory;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.util.StringUtils;

/**
 * Shows each operation with its policy, what this process counted, and the records of all instances. If the store does not
 * count them within 10 s, the rest is shown and {@code store} says {@code unavailable}.
 */
@Endpoint(id = "idempotency")
public final class IdempotencyEndpoint implements DisposableBean {

    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(10);

    private final OperationCatalog catalog;
    private final IdempotencyStore store;
    private final OutcomeCounters counters;
    private final RolloutCounters rolloutCounters;
    private final boolean enabled;
    private final Rollout rollout;
    private final Supplier<@Nullable MutationEndpointInventory> inventory;
    private final BoundedCalls calls = new BoundedCalls("idempotency-endpoint");

    public IdempotencyEndpoint(
            OperationCatalog catalog,
            IdempotencyStore store,
            OutcomeCounters counters,
            RolloutCounters rolloutCounters,
            boolean enabled,
            Rollout rollout,
            Supplier<@Nullable MutationEndpointInventory> inventory) {
        this.catalog = catalog;
        this.store = store;
        this.counters = counters;
        this.rolloutCounters = rolloutCounters;
        this.enabled = enabled;
        this.rollout = rollout;
        this.inventory = inventory;
    }

    /** All operations, sorted by name. */
    @ReadOperation
    public IdempotencyDescriptor operations() {
        RecordCounts records = countRecords();
        List<OperationDescriptor> operations = catalog.operations().stream()
                .sorted(Comparator.comparing(Operation::name))
                .map(operation -> describe(operation, records))
                .toList();
        MutationEndpointInventory endpoints = inventory.get();
        return new IdempotencyDescriptor(
                enabled,
                rollout.name().toLowerCase(Locale.ROOT),
                records.status(),
                operations,
                endpoints == null ? null : GovernanceDescriptor.of(endpoints));
    }

    /**
     * One operation; null, which is 404, if there is none of this name.
     *
     * @param name its name; the slashes of a name are those of the path
     */
    @ReadOperation
    public @Nullable OperationDescriptor operation(@Selector(match = Match.ALL_REMAINING) String... name) {
        List<String> segments = Stream.of(name).map(String::strip).toList();
        return catalog.operations().stream()
                .filter(operation -> segments(operation.name()).equals(segments))
                .findFirst()
                .map(operation -> describe(operation, countRecords()))
                .orElse(null);
    }

    @Override
    public void destroy() {
        calls.close();
    }

    private RecordCounts countRecords() {
        return RecordCounts.from(() -> calls.call(store::countRecords, COUNT_TIMEOUT));
    }

    private OperationDescriptor describe(Operation operation, RecordCounts records) {
        Map<Outcome, Long> counts = counters.counts(operation.name());
        Map<String, Long> outcomes = new LinkedHashMap<>();
        counts.forEach((outcome, count) -> outcomes.put(outcome.code(), count));
        return new OperationDescriptor(
                operation.name(),
                PolicyDescriptor.of(operation.policy()),
                records.status(),
                counts.getOrDefault(Outcome.EXECUTED, 0L) + counts.getOrDefault(Outcome.NOT_STORED, 0L),
                counts.getOrDefault(Outcome.REPLAYED, 0L),
                counts.getOrDefault(Outcome.KEY_REUSED, 0L),
                outcomes,
                records.inFlight(operation.name()),
                records.byState(operation.name()),
                RolloutDescriptor.of(operation.policy(), rolloutCounters.figures(operation.name())));
    }

    /** As Actuator splits a path: without empty segments. */
    private static List<String> segments(String name) {
        return List.of(StringUtils.tokenizeToStringArray(name, "/"));
    }
}
