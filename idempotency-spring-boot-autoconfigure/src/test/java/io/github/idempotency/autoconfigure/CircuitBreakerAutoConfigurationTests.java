package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.breaker.CircuitBreakerGuard;
import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.metrics.CircuitMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CircuitBreakerAutoConfigurationTests {

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        IdempotencyMemoryStoreAutoConfiguration.class,
                        IdempotencyCircuitBreakerAutoConfiguration.class,
                        IdempotencyAutoConfiguration.class,
                        IdempotencyMetricsAutoConfiguration.class))
                .withPropertyValues("idempotency.store.type=memory")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
    }

    @Test
    void guardsTheStore() {
        runner().run(context ->
                assertThat(context).hasSingleBean(CircuitBreakerGuard.class).hasSingleBean(CircuitMeters.class));
    }

    @Test
    void showsTheStateAsAGauge() {
        runner().run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBean(CircuitMeters.class).bindTo(registry);
            CallGuard guard = context.getBean(CallGuard.class);
            assertThat(circuit(registry, "closed")).isOne();
            for (int i = 0; i < 5; i++) {
                guard.failed(Duration.ofMillis(1), new StoreUnavailableException("away", null));
            }
            assertThat(circuit(registry, "closed")).isZero();
            assertThat(circuit(registry, "open")).isOne();
        });
    }

    private static double circuit(MeterRegistry registry, String state) {
        return registry.get("idempotency.store.circuit")
                .tag("state", state)
                .gauge()
                .value();
    }

    @Test
    void canBeSwitchedOffAndReplaced() {
        runner().withPropertyValues("idempotency.store.circuit-breaker.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(IdempotencyEngine.class)
                        .doesNotHaveBean(CallGuard.class)
                        .doesNotHaveBean(CircuitMeters.class));
        runner().withBean(CallGuard.class, () -> CallGuard.NONE)
                .run(context -> assertThat(context).hasSingleBean(CallGuard.class));
    }
}
