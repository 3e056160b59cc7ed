package io.github.idempotency.autoconfigure;

import io.github.idempotency.breaker.CircuitBreakerGuard;
import io.github.idempotency.core.CallGuard;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the circuit breaker in front of the store. */
@AutoConfiguration
@ConditionalOnIdempotency
@ConditionalOnBooleanProperty(name = "idempotency.store.circuit-breaker.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyCircuitBreakerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(CallGuard.class)
    CircuitBreakerGuard idempotencyCallGuard(IdempotencyProperties properties) {
        IdempotencyProperties.CircuitBreaker settings = properties.store().circuitBreaker();
        return new CircuitBreakerGuard(settings.failureThreshold(), settings.openDuration());
    }
}
