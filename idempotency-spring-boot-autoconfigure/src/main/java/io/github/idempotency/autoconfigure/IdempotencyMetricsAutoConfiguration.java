package io.github.idempotency.autoconfigure;

import io.github.idempotency.cache.InMemoryReplayCache;
import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.OperatorStore.StorageUse;
import io.github.idempotency.core.PurgeWatch;
import io.github.idempotency.core.QuotaUsage;
import io.github.idempotency.core.SharedMeasurement;
import io.github.idempotency.core.UsageStore;
import io.github.idempotency.core.UsageStore.Usage;
import io.github.idempotency.metrics.CircuitMeters;
import io.github.idempotency.metrics.ClientMeters;
import io.github.idempotency.metrics.MeterListener;
import io.github.idempotency.metrics.PurgeMeters;
import io.github.idempotency.metrics.QuotaGauges;
import io.github.idempotency.metrics.RecordGauges;
import io.github.idempotency.metrics.ReplayCacheMeters;
import io.github.idempotency.metrics.UncertainGauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    @ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
    PurgeMeters idempotencyPurgeMeters(MeterRegistry registry) {
        return new PurgeMeters(registry);
    }

    /** That nobody purges has to show where the purge is switched off, too. */
    @Bean
    @ConditionalOnBean(OperatorStore.class)
    @ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
    @ConditionalOnBooleanProperty(name = "idempotency.purge.enabled", havingValue = false)
    MaintenanceLifecycle idempotencyPurgeWatch(OperatorStore store, PurgeMeters meters) {
        return new MaintenanceLifecycle(new PurgeWatch(store, meters).task());
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
            ObjectProvider<QuotaUsage> quota,
            ObjectProvider<OperationCatalog> catalog) {
        OperatorStore operatorStore = measured.getIfAvailable();
        if (operatorStore instanceof UsageStore usage) {
            SharedMeasurement measurement =
                    new SharedMeasurement(usage, operatorStore, RecordGauges.INTERVAL, RecordGauges.INTERVAL);
            // What a quota measures anyway need not be measured again.
            boolean byQuota = quota.getIfAvailable() != null;
            RecordGauges gauges =
                    new RecordGauges(registry, store, () -> storage(measurement, byQuota), catalog::getIfAvailable);
            return new MaintenanceLifecycle(gauges.task(measurement::release));
        }
        RecordGauges gauges = new RecordGauges(
                registry, store, operatorStore == null ? null : operatorStore::measureStorage, catalog::getIfAvailable);
        return new MaintenanceLifecycle(gauges.task(() -> {}));
    }

    private static @Nullable List<StorageUse> storage(SharedMeasurement measurement, boolean byQuota) {
        if (!byQuota) {
            measurement.measureIfDue();
        }
        return measurement.latest().map(Usage::operations).orElse(null);
    }

    @Bean
    @ConditionalOnBean(QuotaUsage.class)
    MaintenanceLifecycle idempotencyQuotaGauges(
            MeterRegistry registry, QuotaUsage quota, IdempotencyProperties properties) {
        return new MaintenanceLifecycle(
                new QuotaGauges(registry, quota, properties.quota().softShare()).task());
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(InMemoryReplayCache.class)
    ReplayCacheMeters idempotencyReplayCacheMeters(InMemoryReplayCache cache) {
        return new ReplayCacheMeters(cache);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(CallGuard.class)
    CircuitMeters idempotencyCircuitMeters(CallGuard guard) {
        return new CircuitMeters(guard);
    }
}
