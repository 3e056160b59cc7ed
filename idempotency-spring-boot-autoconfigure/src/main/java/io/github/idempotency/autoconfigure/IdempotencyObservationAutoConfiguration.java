package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.StepObserver;
import io.github.idempotency.metrics.ObservedSteps;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of the observations around claim and completion. Where nobody traces, they would only repeat what the timer
 * {@code idempotency.store} tells, at a sixth of what a request allocates; so they are to be asked for there.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration"
        })
@ConditionalOnIdempotency
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class IdempotencyObservationAutoConfiguration {

    @Bean
    @Conditional(ObservedCondition.class)
    @ConditionalOnMissingBean(StepObserver.class)
    ObservedSteps idempotencyObservedSteps(ObservationRegistry registry) {
        return new ObservedSteps(registry);
    }

    /** Somebody traces, or asks for observations. */
    static final class ObservedCondition extends AnyNestedCondition {

        ObservedCondition() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(type = "io.micrometer.tracing.Tracer")
        static class Traced {}

        @ConditionalOnBooleanProperty("idempotency.observed")
        static class AskedFor {}
    }
}
