package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.metrics.CircuitMeters;
import io.github.idempotency.metrics.ClientMeters;
import io.github.idempotency.metrics.MeterListener;
import io.github.idempotency.metrics.PurgeMeters;
import io.github.idempotency.metrics.RecordGauges;
import io.github.idempotency.metrics.UncertainGauges;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ClientHttpRequestInterceptor;

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
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MeterListener idempotencyMeterListener(MeterRegistry registry) {
        return new MeterListener(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(IdempotencyStore.class)
    @ConditionalOnBooleanProperty(
            name = {"idempotency.enabled", "idempotency.purge.enabled"},
            matchIfMissing = true)
    PurgeMeters idempotencyPurgeMeters(MeterRegistry registry) {
        return new PurgeMeters(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnClass(ClientHttpRequestInterceptor.class)
    ClientMeters idempotencyClientMeters(MeterRegistry registry) {
        return new ClientMeters(registry);
    }

    @Bean
    @ConditionalOnBean(OperatorStore.class)
    @ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
    MaintenanceLifecycle idempotencyUncertainGauges(
            MeterRegistry registry,
            OperatorStore store,
            ObjectProvider<OperationCatalog> catalog,
            IdempotencyProperties properties) {
        UncertainGauges gauges = new UncertainGauges(
                registry, store, catalog::getIfAvailable, properties.reconcile().interval());
        return new MaintenanceLifecycle(gauges.task());
    }

    @Bean
    @ConditionalOnBean(IdempotencyStore.class)
    @ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
    MaintenanceLifecycle idempotencyRecordGauges(
            MeterRegistry registry,
            IdempotencyStore store,
            ObjectProvider<OperatorStore> measured,
            ObjectProvider<OperationCatalog> catalog) {
        RecordGauges gauges = new RecordGauges(registry, store, measured.getIfAvailable(), catalog::getIfAvailable);
        return new MaintenanceLifecycle(gauges.task());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(CallGuard.class)
    CircuitMeters idempotencyCircuitMeters(CallGuard guard) {
        return new CircuitMeters(guard);
    }
}
