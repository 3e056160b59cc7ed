package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.CompositeListener;
import io.github.idempotency.core.EngineSettings;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OutcomeLog;
import io.github.idempotency.core.ResponseRecovery;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the engine over whatever store there is. */
@AutoConfiguration(
        after = {
            IdempotencyJpaStoreAutoConfiguration.class,
            IdempotencyMemoryStoreAutoConfiguration.class,
            IdempotencyCircuitBreakerAutoConfiguration.class
        })
@ConditionalOnIdempotency
@ConditionalOnBean(IdempotencyStore.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DefaultPolicyResolver idempotencyPolicyResolver(IdempotencyProperties properties) {
        return new DefaultPolicyResolver(properties.endpointOverrides(), properties.riskClassOverrides());
    }

    @Bean
    @ConditionalOnMissingBean
    OutcomeLog idempotencyOutcomeLog() {
        return new OutcomeLog();
    }

    @Bean
    @ConditionalOnMissingBean
    IdempotencyEngine idempotencyEngine(
            IdempotencyStore store,
            IdempotencyProperties properties,
            ObjectProvider<ResponseRecovery> recovery,
            ObjectProvider<CallGuard> guard,
            ObjectProvider<IdempotencyListener> listeners) {
        EngineSettings settings = new EngineSettings(
                properties.enabled(),
                properties.rollout(),
                properties.store().claimTimeout(),
                properties.store().retryAfter());
        AtomicStore atomicStore = store instanceof AtomicStore atomic ? atomic : null;
        return new IdempotencyEngine(
                store,
                atomicStore,
                settings,
                Recoveries.of(recovery),
                guard.getIfAvailable(() -> CallGuard.NONE),
                new CompositeListener(listeners.orderedStream().toList()));
    }
}
