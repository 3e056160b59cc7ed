package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** A store that is unavailable is met by every request and every task: that must not fill the log. */
class LogsOfAnOutageTests {

    private static final StoreUnavailableException OUTAGE =
            new StoreUnavailableException("no connection", new IllegalStateException("cause"));

    @Test
    void requestsTellOfItOnceWithAStackTrace() {
        IdempotencyStore store = (IdempotencyStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IdempotencyStore.class}, (proxy, method, arguments) -> {
                    throw OUTAGE;
                });
        OperationPolicy policy =
                new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE);
        try (LogCapture log = new LogCapture(IdempotencyEngine.class.getName());
                IdempotencyEngine engine = new IdempotencyEngine(
                        store,
                        null,
                        new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(20), Duration.ofSeconds(1)),
                        (recovered, fence) -> Optional.empty(),
                        CallGuard.NONE,
                        new IdempotencyListener() {})) {
            for (int i = 0; i < 100; i++) {
                RecordKey key = new RecordKey(
                        Tenant.named("a"), "pay", UUID.randomUUID().toString());
                engine.decide(policy, key, version -> new Fingerprint(1, new byte[32]));
            }
            assertThat(log.from(Level.INFO)).singleElement().satisfies(line -> {
                assertThat(line.getMessage())
                        .contains("The store is unavailable")
                        .contains("no connection");
                assertThat(line.getThrown()).isSameAs(OUTAGE);
            });
            assertThat(log.from(Level.FINE)).hasSize(100);
        }
    }

    @Test
    void tasksTellOfItWithoutAStackTrace() {
        AtomicInteger runs = new AtomicInteger();
        BackgroundTask task =
                new BackgroundTask("test-task", Duration.ZERO, Duration.ofMillis(1), "Could not purge", () -> {
                    runs.incrementAndGet();
                    throw OUTAGE;
                });
        try (LogCapture log = new LogCapture(BackgroundTask.class.getName())) {
            task.start();
            await().until(() -> runs.get() > 3);
            task.stop();
            List<LogRecord> lines = log.from(Level.INFO);
            assertThat(lines).singleElement().satisfies(line -> {
                assertThat(line.getMessage()).startsWith("Could not purge").contains("no connection");
                assertThat(line.getThrown()).isNull();
            });
        }
    }

    @Test
    void aLimitThatFailsTellsOfItOnce() {
        NewKeyLimit limiter = key -> {
            throw OUTAGE;
        };
        try (LogCapture log = new LogCapture(CompositeLimit.class.getName())) {
            CompositeLimit limit = new CompositeLimit(List.of(limiter));
            for (int i = 0; i < 100; i++) {
                assertThat(limit.refusal(new RecordKey(Tenant.named("a"), "pay", "k" + i)))
                        .isEmpty();
            }
            assertThat(log.from(Level.INFO)).singleElement();
        }
    }
}
