package io.github.idempotency.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.IdempotencyStore.RecordCount;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdempotencyEndpointTests {

    private static final String ROUTE = "POST /payments/{id}/refunds";

    private final OutcomeCounters counters = new OutcomeCounters();
    private final RolloutCounters rolloutCounters = new RolloutCounters();
    private final IdempotencyStore store = FakeStore.counting(() -> List.of(
            new RecordCount("pay", RecordState.IN_PROGRESS, 2),
            new RecordCount("pay", RecordState.COMPLETED, 40),
            new RecordCount("gone", RecordState.COMPLETED, 7)));

    @Test
    void showsOperationsWithPolicyCountsAndRecords() {
        count("pay", Outcome.EXECUTED, 3);
        count("pay", Outcome.NOT_STORED, 1);
        count("pay", Outcome.REPLAYED, 2);
        count("pay", Outcome.KEY_REUSED, 5);
        IdempotencyDescriptor all = endpoint(store).operations();
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
        assertThat(pay.policy().onStoreFailure()).isEqualTo("fail-closed");
        assertThat(pay.policy().retention()).isEqualTo("PT168H");
        assertThat(pay.policy().maxRequestSize()).isEqualTo(1024 * 1024);
        assertThat(pay.policy().storedHeaders()).containsExactly("*");
    }

    @Test
    void showsOneOperationAlsoIfItsNameIsARoute() {
        IdempotencyEndpoint endpoint = endpoint(store);
        assertThat(endpoint.operation("pay"))
                .isEqualTo(endpoint.operations().operations().get(1));
        assertThat(endpoint.operation("POST ", "payments", "{id}", "refunds"))
                .isEqualTo(endpoint.operations().operations().get(0));
    }

    @Test
    void knowsNoOtherOperation() {
        assertThat(endpoint(store).operation("gone")).isNull();
        assertThat(endpoint(store).operation("pay", "x")).isNull();
    }

    @Test
    void showsTheRestWhileTheStoreIsUnavailable() {
        count("pay", Outcome.STORE_UNAVAILABLE, 1);
        IdempotencyDescriptor all = endpoint(FakeStore.counting(() -> {
                    throw new StoreUnavailableException("down", null);
                }))
                .operations();
        assertThat(all.store()).isEqualTo("unavailable");
        OperationDescriptor pay = all.operations().get(1);
        assertThat(pay.store()).isEqualTo("unavailable");
        assertThat(pay.inFlight()).isNull();
        assertThat(pay.records()).isNull();
        assertThat(pay.outcomes()).containsOnly(Map.entry("store-unavailable", 1L));
    }

    private IdempotencyEndpoint endpoint(IdempotencyStore store) {
        return new IdempotencyEndpoint(
                () -> List.of(operation("pay", RiskClass.CRITICAL), operation(ROUTE, RiskClass.LOW)),
                store,
                counters,
                rolloutCounters,
                true,
                Rollout.REQUIRED,
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
