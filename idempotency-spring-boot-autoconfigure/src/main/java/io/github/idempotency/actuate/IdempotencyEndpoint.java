package io.github.idempotency.actuate;

import io.github.idempotency.core.EffectMarking;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.MarkedOperations;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.QuotaUsage;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.governance.MutationEndpointInventory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.StringUtils;

/**
 * Shows each operation with its policy, what all instances counted in a window, and their records. If the store does not count
 * records within 10 s, the rest is shown and {@code store} says {@code unavailable}; without statistics of all instances those
 * of this process are shown, and {@code statistics} says so.
 */
@Endpoint(id = "idempotency")
public final class IdempotencyEndpoint implements DisposableBean {

    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(10);

    private final OperationCatalog catalog;
    private final IdempotencyStore store;
    private final StatisticsReader statistics;
    private final boolean enabled;
    private final Rollout rollout;
    private final Supplier<EffectMarking> marking;
    private final Supplier<@Nullable QuotaUsage> quota;
    private final Supplier<@Nullable MutationEndpointInventory> inventory;
    private final BoundedCalls calls = new BoundedCalls("idempotency-endpoint");

    public IdempotencyEndpoint(
            OperationCatalog catalog,
            IdempotencyStore store,
            StatisticsReader statistics,
            boolean enabled,
            Rollout rollout,
            Supplier<EffectMarking> marking,
            Supplier<@Nullable QuotaUsage> quota,
            Supplier<@Nullable MutationEndpointInventory> inventory) {
        this.catalog = catalog;
        this.store = store;
        this.statistics = statistics;
        this.enabled = enabled;
        this.rollout = rollout;
        this.marking = marking;
        this.quota = quota;
        this.inventory = inventory;
    }

    /**
     * All operations, sorted by name.
     *
     * @param window the period to show, such as {@code 30m}, {@code 1h} (the default) or {@code 7d}
     */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> operations(@Nullable String window) {
        return answer(window, read -> {
            RecordCounts records = countRecords();
            List<OperationDescriptor> operations = catalog.operations().stream()
                    .sorted(Comparator.comparing(Operation::name))
                    .map(operation -> describe(operation, records, read))
                    .toList();
            QuotaUsage used = quota.get();
            MutationEndpointInventory endpoints = inventory.get();
            return new IdempotencyDescriptor(
                    enabled,
                    rollout.name().toLowerCase(Locale.ROOT),
                    records.status(),
                    StatisticsDescriptor.of(read, read.counts()),
                    operations,
                    used == null ? null : QuotaDescriptor.of(used),
                    endpoints == null ? null : GovernanceDescriptor.of(endpoints));
        });
    }

    /**
     * One operation; null, which is 404, if there is none of this name.
     *
     * @param name   its name; the slashes of a name are those of the path
     * @param window the period to show, such as {@code 30m}, {@code 1h} (the default) or {@code 7d}
     */
    @ReadOperation
    public @Nullable WebEndpointResponse<OperationResponseBody> operation(
            @Selector(match = Match.ALL_REMAINING) String[] name, @Nullable String window) {
        List<String> segments = Stream.of(name).map(String::strip).toList();
        return catalog.operations().stream()
                .filter(operation -> segments(operation.name()).equals(segments))
                .findFirst()
                .map(operation -> answer(window, read -> describe(operation, countRecords(), read)))
                .orElse(null);
    }

    private WebEndpointResponse<OperationResponseBody> answer(
            @Nullable String window, Function<Statistics, OperationResponseBody> description) {
        try {
            return new WebEndpointResponse<>(description.apply(statistics.read(window, calls)));
        } catch (RefusedException e) {
            return new WebEndpointResponse<>(new RefusalDescriptor(e.text()), e.status());
        }
    }

    @Override
    public void destroy() {
        calls.close();
    }

    private RecordCounts countRecords() {
        return RecordCounts.from(() -> calls.call(store::countRecords, COUNT_TIMEOUT));
    }

    private OperationDescriptor describe(Operation operation, RecordCounts records, Statistics read) {
        String name = operation.name();
        List<OutcomeCount> counts = read.counts(name);
        Map<String, Long> outcomes = read.outcomes(name);
        Duration oldest = read.oldestInFlight().get(name);
        return new OperationDescriptor(
                name,
                PolicyDescriptor.of(operation.policy()),
                MarkedOperations.marking(operation.policy(), marking.get())
                        .name()
                        .toLowerCase(Locale.ROOT),
                records.status(),
                StatisticsDescriptor.of(read, counts),
                sum(outcomes, Outcome.EXECUTED, Outcome.NOT_STORED),
                sum(outcomes, Outcome.REPLAYED),
                sum(outcomes, Outcome.KEY_REUSED),
                outcomes,
                read.synthetic(name),
                records.inFlight(name),
                oldest == null ? null : oldest.toString(),
                records.byState(name),
                StorageDescriptor.of(name, operation.policy().retention(), read),
                RolloutDescriptor.of(rollout, operation.policy(), RolloutFigures.byClient(counts)));
    }

    private static long sum(Map<String, Long> counts, Outcome... outcomes) {
        return Stream.of(outcomes)
                .mapToLong(outcome -> counts.getOrDefault(outcome.code(), 0L))
                .sum();
    }

    /** As Actuator splits a path: without empty segments. */
    private static List<String> segments(String name) {
        return List.of(StringUtils.tokenizeToStringArray(name, "/"));
    }
}
