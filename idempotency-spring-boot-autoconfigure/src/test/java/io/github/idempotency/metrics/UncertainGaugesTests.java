package io.github.idempotency.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.FakeOperatorStore;
import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore.UncertainCount;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UncertainGaugesTests {

    private static final OperationCatalog CATALOG = () -> List.of(new OperationCatalog.Operation(
            "pay",
            RiskClass.HIGH,
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE)));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FakeOperatorStore store = new FakeOperatorStore();
    private final BackgroundTask task =
            new UncertainGauges(registry, store, () -> CATALOG, Duration.ofMillis(10)).task();

    @AfterEach
    void stop() {
        task.stop();
    }

    private double gauge(String name, String operation) {
        return registry.get(name).tag("operation", operation).gauge().value();
    }

    private boolean isRegistered(String operation) {
        return registry.find("idempotency.uncertain.age")
                        .tag("operation", operation)
                        .gauge()
                != null;
    }

    @Test
    void showNumberAndAgeOfEachOperationAndZeroForTheOthers() {
        store.counts = () -> List.of(new UncertainCount("refund", 3, Duration.ofHours(1)));
        task.start();
        await().until(() -> isRegistered("refund"));

        assertThat(gauge("idempotency.uncertain.records", "refund")).isEqualTo(3);
        assertThat(gauge("idempotency.uncertain.age", "refund")).isBetween(3_600.0, 3_660.0);
        assertThat(gauge("idempotency.uncertain.records", "pay")).isZero();
        assertThat(gauge("idempotency.uncertain.age", "pay")).isZero();

        store.counts = List::of;
        await().until(() -> gauge("idempotency.uncertain.records", "refund") == 0);
    }

    @Test
    void keepTheirNumbersAndGrowOlderWhileTheStoreIsUnavailable() {
        AtomicInteger failures = new AtomicInteger();
        store.counts = () -> List.of(new UncertainCount("pay", 1, Duration.ofHours(1)));
        task.start();
        await().until(() -> isRegistered("pay"));
        store.counts = () -> {
            failures.incrementAndGet();
            throw new StoreUnavailableException("down", null);
        };
        await().until(() -> failures.get() > 1);
        double age = gauge("idempotency.uncertain.age", "pay");

        assertThat(gauge("idempotency.uncertain.records", "pay")).isOne();
        await().until(() -> gauge("idempotency.uncertain.age", "pay") > age);
        store.counts = List::of;
        await().until(() -> gauge("idempotency.uncertain.records", "pay") == 0);
    }

    @Test
    void neverAskTheStoreInTheThreadOfAScrape() {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        store.counts = () -> List.of(new UncertainCount("pay", 1, Duration.ofHours(1)));
        task.start();
        await().until(() -> isRegistered("pay"));
        store.counts = () -> {
            asked.countDown();
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        };
        await().until(() -> asked.getCount() == 0);

        assertThat(gauge("idempotency.uncertain.records", "pay")).isOne();
        hanging.countDown();
    }
}
