package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.CompositeLimit;
import io.github.idempotency.core.CompositeListener;
import io.github.idempotency.core.EngineSettings;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.OutcomeLog;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.ResponseRecovery;
import io.github.idempotency.core.ResponseRedaction;
import io.github.idempotency.core.StepKeeper;
import io.github.idempotency.core.StepResults;
import io.github.idempotency.core.StepStore;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.jackson.JacksonStepResults;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

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
            ObjectProvider<ResponseRedaction> redactions,
            ObjectProvider<StepResults> stepResults,
            ObjectProvider<NewKeyLimit> limits,
            ObjectProvider<ReplayCache> cache,
            ObjectProvider<CallGuard> guard,
            ObjectProvider<IdempotencyListener> listeners) {
        EngineSettings settings = new EngineSettings(
                properties.enabled(),
                properties.rollout(),
                properties.store().claimTimeout(),
                properties.store().retryAfter(),
                properties.inFlight().maxWaiters());
        AtomicStore atomicStore = store instanceof AtomicStore atomic ? atomic : null;
        return new IdempotencyEngine(
                store,
                atomicStore,
                stepKeeper(store, stepResults, properties),
                settings,
                Recoveries.of(recovery),
                new ResponseKeeping(redactions.orderedStream().toList()),
                new CompositeLimit(limits.orderedStream().toList()),
                cache.getIfAvailable(() -> ReplayCache.NONE),
                guard.getIfAvailable(() -> CallGuard.NONE),
                new CompositeListener(listeners.orderedStream().toList()));
    }

    private static @Nullable StepKeeper stepKeeper(
            IdempotencyStore store, ObjectProvider<StepResults> results, IdempotencyProperties properties) {
        return store instanceof StepStore steps
                ? new StepKeeper(
                        steps,
                        results.getIfAvailable(() -> StepResults.UNAVAILABLE),
                        properties.steps().maxResultSize().toBytes())
                : null;
    }

    /** Results of steps. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class JacksonConfiguration {

        @Bean
        @ConditionalOnMissingBean
        StepResults idempotencyStepResults(ObjectProvider<JsonMapper> mapper) {
            return new JacksonStepResults(mapper::getIfAvailable);
        }
    }
}
