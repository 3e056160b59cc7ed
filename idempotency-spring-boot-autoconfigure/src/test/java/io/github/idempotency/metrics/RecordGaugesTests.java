package io.github.idempotency.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.FakeOperatorStore;
import io.github.idempotency.actuate.FakeStore;
import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.IdempotencyStore.RecordCount;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.OperatorStore.StorageUse;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecordGaugesTests {

    private static final OperationPolicy POLICY =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void showRecordsByOperationAndStateWithoutAskingTheStoreOnTheScrape() {
        AtomicInteger asked = new AtomicInteger();
        BackgroundTask task = new RecordGauges(
                        registry,
                        FakeStore.counting(() -> {
                            asked.incrementAndGet();
                            return List.of(new RecordCount("pay", RecordState.COMPLETED, 40));
                        }),
                        null,
                        () -> null)
                .task(() -> {});
        task.start();
        try {
            await().untilAsserted(() -> assertThat(records("completed")).isEqualTo(40));
            await().untilAsserted(() -> assertThat(records("in-progress")).isZero());
            assertThat(asked).hasValue(1);
            assertThat(registry.find("idempotency.storage.bytes").gauge()).isNull();
        } finally {
            task.stop();
        }
    }

    @Test
    void showTheRoomOfRecordsWhereTheStoreCanMeasureIt() {
        FakeOperatorStore measured = new FakeOperatorStore();
        measured.storage = List.of(new StorageUse("pay", RecordState.COMPLETED, 40, 20_000));
        BackgroundTask task = new RecordGauges(
                        registry, FakeStore.counting(List::of), measured::measureStorage, () -> null)
                .task(() -> {});
        task.start();
        try {
            await().untilAsserted(() -> assertThat(registry.get("idempotency.storage.bytes")
                            .tags("operation", "pay", "state", "completed")
                            .gauge()
                            .value())
                    .isEqualTo(20_000));
            assertThat(records("completed")).isEqualTo(40);
        } finally {
            task.stop();
        }
    }

    @Test
    void showNothingWhileNobodyHasMeasured() {
        AtomicInteger asked = new AtomicInteger();
        BackgroundTask task = new RecordGauges(
                        registry,
                        FakeStore.counting(List::of),
                        () -> {
                            asked.incrementAndGet();
                            return null;
                        },
                        () -> () -> List.of(new Operation("pay", RiskClass.HIGH, POLICY)))
                .task(() -> {});
        task.start();
        try {
            await().until(() -> asked.get() > 0);
        } finally {
            task.stop();
        }
        assertThat(registry.find("idempotency.records").gauge()).isNull();
    }

    private double records(String state) {
        return registry.get("idempotency.records")
                .tags("operation", "pay", "state", state)
                .gauge()
                .value();
    }
}
