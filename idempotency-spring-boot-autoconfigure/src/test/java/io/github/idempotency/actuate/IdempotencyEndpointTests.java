package io.github.idempotency.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.StatisticsDescriptor.ConflictMaker;
import io.github.idempotency.core.EffectMarking;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.IdempotencyStore.RecordCount;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.StorageMeasurement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

class IdempotencyEndpointTests {

    private static final String ROUTE = "POST /payments/{id}/refunds";

    private static final OperationCatalog CATALOG =
            () -> List.of(operation("pay", RiskClass.CRITICAL), operation(ROUTE, RiskClass.LOW));

    private final FakeStatisticsStore statistics = new FakeStatisticsStore();
    private final OutcomeCounters counters = new OutcomeCounters();
    private final IdempotencyStore store = FakeStore.counting(() -> List.of(
            new RecordCount("pay", RecordState.IN_PROGRESS, 2),
            new RecordCount("pay", RecordState.COMPLETED, 40),
            new RecordCount("gone", RecordState.COMPLETED, 7)));

    @Test
    void showsOperationsWithPolicyCountsAndRecords() {
        statistics.available = false;
        count("pay", Outcome.EXECUTED, 3);
        count("pay", Outcome.NOT_STORED, 1);
        count("pay", Outcome.REPLAYED, 2);
        count("pay", Outcome.KEY_REUSED, 5);
        IdempotencyDescriptor all = operations(endpoint(store));
        assertThat(all.enabled()).isTrue();
        assertThat(all.rollout()).isEqualTo("required");
        assertThat(all.store()).isEqualTo("available");
        assertThat(all.operations()).extracting(OperationDescriptor::operation).containsExactly(ROUTE, "pay");
        OperationDescriptor pay = all.operations().get(1);
        assertThat(pay.executions()).isEqualTo(4);
        assertThat(pay.replays()).isEqualTo(2);
        assertThat(pay.conflicts()).isEqualTo(5);
        assertThat(pay.outcomes())
                .containsExactly(
                        Map.entry("executed", 3L),
                        Map.entry("not-stored", 1L),
                        Map.entry("replayed", 2L),
                        Map.entry("key-reused", 5L));
        assertThat(pay.inFlight()).isEqualTo(2);
        assertThat(pay.records())
                .containsEntry("in-progress", 2L)
                .containsEntry("completed", 40L)
                .containsEntry("uncertain", 0L);
        assertThat(pay.policy().risk()).isEqualTo("critical");
        assertThat(pay.effectMarking()).isEqualTo("partial");
        assertThat(pay.policy().onStoreFailure()).isEqualTo("fail-closed");
        assertThat(pay.policy().retention()).isEqualTo("7d");
        assertThat(pay.policy().maxRequestSize()).isEqualTo(1024 * 1024);
        assertThat(pay.policy().storedHeaders()).containsExactly("*");
    }

    @Test
    void showsOneOperationAlsoIfItsNameIsARoute() {
        IdempotencyEndpoint endpoint = endpoint(store);
        assertThat(body(endpoint.operation(new String[] {"pay"}, null)))
                .isEqualTo(operations(endpoint).operations().get(1));
        assertThat(body(endpoint.operation(new String[] {"POST ", "payments", "{id}", "refunds"}, null)))
                .isEqualTo(operations(endpoint).operations().get(0));
    }

    @Test
    void knowsNoOtherOperation() {
        assertThat(endpoint(store).operation(new String[] {"gone"}, null)).isNull();
        assertThat(endpoint(store).operation(new String[] {"pay", "x"}, null)).isNull();
    }

    @Test
    void showsTheRestWhileTheStoreIsUnavailable() {
        statistics.available = false;
        count("pay", Outcome.STORE_UNAVAILABLE, 1);
        IdempotencyDescriptor all = operations(endpoint(FakeStore.counting(() -> {
            throw new StoreUnavailableException("down", null);
        })));
        assertThat(all.store()).isEqualTo("unavailable");
        OperationDescriptor pay = all.operations().get(1);
        assertThat(pay.store()).isEqualTo("unavailable");
        assertThat(pay.inFlight()).isNull();
        assertThat(pay.records()).isNull();
        assertThat(pay.outcomes()).containsOnly(Map.entry("store-unavailable", 1L));
    }

    @Test
    void showsWhatAllInstancesCountedInTheWindow() {
        count("pay", Outcome.EXECUTED, 3);
        statistics.counts = List.of(
                new OutcomeCount("pay", Outcome.EXECUTED, "web/2", 200),
                new OutcomeCount("pay", Outcome.EXECUTED, "ios/1", 100),
                new OutcomeCount("pay", Outcome.KEY_REUSED, "ios/1", 7),
                new OutcomeCount("pay", Outcome.REPLAYED_MISMATCH, "web/2", 1),
                new OutcomeCount(ROUTE, Outcome.WOULD_CONFLICT, "ios/1", 3));
        IdempotencyDescriptor all = (IdempotencyDescriptor) body(endpoint(store).operations("2d"));
        assertThat(statistics.askedFor).isEqualTo(Duration.ofDays(2));
        assertThat(all.statistics())
                .isEqualTo(new StatisticsDescriptor(
                        "all-instances",
                        "2d",
                        null,
                        List.of(
                                new ConflictMaker("pay", "ios/1", 7, 107),
                                new ConflictMaker(ROUTE, "ios/1", 3, 3),
                                new ConflictMaker("pay", "web/2", 1, 201))));
        OperationDescriptor pay = all.operations().get(1);
        assertThat(pay.executions()).isEqualTo(300);
        assertThat(pay.outcomes())
                .containsExactly(
                        Map.entry("executed", 300L), Map.entry("replayed-mismatch", 1L), Map.entry("key-reused", 7L));
        assertThat(pay.statistics().conflictMakers())
                .extracting(ConflictMaker::clientVersion)
                .containsExactly("ios/1", "web/2");
        assertThat(pay.rollout().total().requests()).isEqualTo(308);
        assertThat(pay.oldestInFlight()).isEqualTo("PT3S");
        assertThat(all.operations().get(0).oldestInFlight()).isNull();
    }

    @Test
    void projectsTheStorageFromKeysPerDayRetentionAndSizeOfARecord() {
        Instant now = Instant.parse("2026-01-07T12:00:00Z");
        statistics.counts = List.of(new OutcomeCount("pay", Outcome.EXECUTED, "web/2", 1000));
        assertThat(operations(endpoint(store)).operations().get(1).storage()).isNull();
        statistics.storage = List.of(
                new StorageMeasurement(ROUTE, now.minus(Duration.ofDays(4)), 9, 900),
                new StorageMeasurement("pay", now.minus(Duration.ofDays(4)), 1000, 400_000),
                new StorageMeasurement("pay", now, 2000, 1_000_000));
        List<OperationDescriptor> operations = operations(endpoint(store)).operations();
        assertThat(operations.get(1).storage())
                .isEqualTo(new StorageDescriptor(now, 2000, 1_000_000, 150_000L, 1000, 500, 7000, 3_500_000));
        assertThat(operations.get(0).storage()).isEqualTo(new StorageDescriptor(now, 0, 0, -225L, 0, 0, 0, 0));
        statistics.storage = List.of(new StorageMeasurement("pay", now, 2000, 1_000_000));
        assertThat(operations(endpoint(store)).operations().get(1).storage().growthPerDay())
                .isNull();
    }

    @Test
    void showsWhatThisProcessCountedWithoutTheStatisticsOfAll() {
        count("pay", Outcome.KEY_REUSED, 3);
        statistics.available = false;
        IdempotencyDescriptor all = operations(endpoint(store));
        assertThat(all.statistics())
                .isEqualTo(new StatisticsDescriptor(
                        "this-process",
                        null,
                        "the store is unavailable",
                        List.of(new ConflictMaker("pay", "unknown", 3, 3))));
        assertThat(all.operations().get(1).conflicts()).isEqualTo(3);
        IdempotencyEndpoint alone = new IdempotencyEndpoint(
                CATALOG,
                store,
                new StatisticsReader(null, counters, CATALOG, Duration.ofDays(90)),
                true,
                Rollout.REQUIRED,
                () -> EffectMarking.PARTIAL,
                () -> null,
                () -> null);
        assertThat(operations(alone).statistics().reason()).isEqualTo("nobody adds up the counts of all instances");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "-1h", "0m", "1y", "91d", "999999999999h", "1h; DROP"})
    void refusesAWindowItCannotShow(String window) {
        for (WebEndpointResponse<OperationResponseBody> refusal :
                List.of(endpoint(store).operations(window), endpoint(store).operation(new String[] {"pay"}, window))) {
            assertThat(refusal.getStatus()).isEqualTo(400);
            assertThat(refusal.getBody())
                    .isEqualTo(
                            new RefusalDescriptor(
                                    "The window must be from 1m to 90d, as minutes, hours or days: 30m, 1h or 7d. Statistics are kept for idempotency.statistics.retention."));
        }
    }

    private static OperationResponseBody body(WebEndpointResponse<OperationResponseBody> response) {
        assertThat(response.getStatus()).isEqualTo(200);
        return response.getBody();
    }

    private static IdempotencyDescriptor operations(IdempotencyEndpoint endpoint) {
        return (IdempotencyDescriptor) body(endpoint.operations(null));
    }

    private IdempotencyEndpoint endpoint(IdempotencyStore store) {
        return new IdempotencyEndpoint(
                CATALOG,
                store,
                new StatisticsReader(statistics, counters, CATALOG, Duration.ofDays(90)),
                true,
                Rollout.REQUIRED,
                () -> EffectMarking.PARTIAL,
                () -> null,
                () -> null);
    }

    private void count(String operation, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            counters.onOutcome(new RequestOutcome(operation, RiskClass.HIGH, outcome, null, "unknown", null));
        }
    }

    private static Operation operation(String name, RiskClass risk) {
        return new Operation(
                name, risk, new DefaultPolicyResolver(Map.of(), Map.of()).resolve(name, risk, PolicyOverrides.NONE));
    }
}
