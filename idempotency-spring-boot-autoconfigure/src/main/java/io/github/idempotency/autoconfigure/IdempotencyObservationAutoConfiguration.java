package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.StepObserver;
import io.github.idempotency.metrics.ObservedSteps;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the observations around claim and completion. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnIdempotency
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class IdempotencyObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(StepObserver.class)
    ObservedSteps idempotencyObservedSteps(ObservationRegistry registry) {
        return new ObservedSteps(registry);
    }
}
