package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.metrics.CircuitMeters;
import io.github.idempotency.metrics.MeterListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters. */
@AutoConfiguration(
        afterName = {
            "io.github.idempotency.autoconfigure.IdempotencyAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnIdempotency
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class IdempotencyMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MeterListener idempotencyMeterListener(MeterRegistry registry) {
        return new MeterListener(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(CallGuard.class)
    CircuitMeters idempotencyCircuitMeters(CallGuard guard) {
        return new CircuitMeters(guard);
    }
}
