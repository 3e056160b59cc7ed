package io.github.idempotency.autoconfigure;

import io.github.idempotency.actuate.IdempotencyEndpoint;
import io.github.idempotency.actuate.IdempotencyHealthIndicator;
import io.github.idempotency.actuate.IdempotencyRecordsEndpoint;
import io.github.idempotency.actuate.OutcomeCounters;
import io.github.idempotency.actuate.StatisticsReader;
import io.github.idempotency.autoconfigure.IdempotencyProperties.TenantSource;
import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.EffectMarking;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.QuotaUsage;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.ResponseRedaction;
import io.github.idempotency.core.StepCompensations;
import io.github.idempotency.core.statistics.OutcomeRollup;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.governance.MutationEndpointInventory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/** Auto-configuration of the Actuator endpoints and the health indicator. */
@AutoConfiguration(
        afterName = {
            "io.github.idempotency.autoconfigure.IdempotencyAutoConfiguration",
            "io.github.idempotency.autoconfigure.IdempotencyStatisticsAutoConfiguration",
            "io.github.idempotency.autoconfigure.IdempotencyWebMvcAutoConfiguration"
        })
@ConditionalOnIdempotency
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyActuatorAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    @ConditionalOnAvailableEndpoint(IdempotencyEndpoint.class)
    @ConditionalOnBean({IdempotencyStore.class, OperationCatalog.class})
    @ImportRuntimeHints(EndpointRuntimeHints.class)
    static class EndpointConfiguration {

        @Bean
        @ConditionalOnMissingBean
        OutcomeCounters idempotencyOutcomeCounters() {
            return new OutcomeCounters();
        }

        @Bean
        @ConditionalOnMissingBean
        IdempotencyEndpoint idempotencyEndpoint(
                OperationCatalog catalog,
                IdempotencyStore store,
                OutcomeCounters counters,
                ObjectProvider<OutcomeRollup> rollup,
                ObjectProvider<StatisticsStore> statistics,
                ObjectProvider<MarkedTransactions> transactions,
                ObjectProvider<QuotaUsage> quota,
                ObjectProvider<MutationEndpointInventory> inventory,
                IdempotencyProperties properties) {
            return new IdempotencyEndpoint(
                    catalog,
                    store,
                    new StatisticsReader(
                            rollup.getIfAvailable() == null ? null : statistics.getIfAvailable(),
                            counters,
                            catalog,
                            properties.statistics().retention()),
                    properties.enabled(),
                    properties.rollout(),
                    () -> marking(transactions.getIfAvailable()),
                    quota::getIfAvailable,
                    inventory::getIfAvailable);
        }

        private static EffectMarking marking(@Nullable MarkedTransactions transactions) {
            return transactions == null
                    ? EffectMarking.NONE
                    : transactions.find().marking();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
    @ConditionalOnAvailableEndpoint(IdempotencyRecordsEndpoint.class)
    @ConditionalOnBean(OperatorStore.class)
    static class RecordsEndpointConfiguration {

        @Bean
        @ConditionalOnMissingBean
        IdempotencyRecordsEndpoint idempotencyRecordsEndpoint(
                OperatorStore store,
                ObjectProvider<StepCompensations> compensations,
                ObjectProvider<ResponseRedaction> redactions,
                ObjectProvider<ReplayCache> cache,
                IdempotencyProperties properties) {
            IdempotencyProperties.Tenant tenant = properties.tenant();
            return new IdempotencyRecordsEndpoint(
                    store,
                    compensations.getIfAvailable(() -> StepCompensations.NONE),
                    new ResponseKeeping(redactions.orderedStream().toList()),
                    cache.getIfAvailable(() -> ReplayCache.NONE),
                    tenant.source() == TenantSource.HEADER ? tenant.defaultName() : null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ConditionalOnEnabledHealthIndicator.class, HealthIndicator.class})
    @ConditionalOnEnabledHealthIndicator("idempotency")
    @ConditionalOnBean(IdempotencyStore.class)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "idempotencyHealthIndicator")
        IdempotencyHealthIndicator idempotencyHealthIndicator(
                IdempotencyStore store,
                ObjectProvider<OperatorStore> operatorStore,
                ObjectProvider<CallGuard> guard,
                IdempotencyProperties properties) {
            return new IdempotencyHealthIndicator(
                    store,
                    operatorStore.getIfAvailable(),
                    guard.getIfAvailable(),
                    properties.enabled(),
                    properties.rollout(),
                    properties.store().claimTimeout());
        }
    }
}
