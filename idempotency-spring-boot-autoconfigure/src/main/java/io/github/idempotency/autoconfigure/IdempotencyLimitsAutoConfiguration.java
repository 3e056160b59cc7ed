package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.InstanceStore;
import io.github.idempotency.core.LiveInstances;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.UsageStore;
import io.github.idempotency.limits.KeyRateLimit;
import io.github.idempotency.limits.StorageQuota;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration of the limits on what clients may leave in the store; all of them are off unless switched on. */
@AutoConfiguration(
        after = {IdempotencyJpaStoreAutoConfiguration.class, IdempotencyMemoryStoreAutoConfiguration.class},
        before = IdempotencyAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnBean(IdempotencyStore.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyLimitsAutoConfiguration {

    /** The instances among which limits are shared. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(InstancesCondition.class)
    static class InstancesConfiguration {

        @Bean
        @ConditionalOnMissingBean
        LiveInstances idempotencyLiveInstances(IdempotencyStore store) {
            return new LiveInstances(store instanceof InstanceStore shared ? shared : new Alone());
        }

        @Bean
        MaintenanceLifecycle idempotencyInstances(LiveInstances instances) {
            return new MaintenanceLifecycle(instances.task());
        }

        /** A store in memory is not shared. */
        private record Alone() implements InstanceStore {

            @Override
            public int joinInstances(UUID instance, Duration lease) {
                return 1;
            }

            @Override
            public void leaveInstances(UUID instance) {}
        }
    }

    /** Whether there is a limit to be shared. */
    static class InstancesCondition extends AnyNestedCondition {

        InstancesCondition() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBooleanProperty("idempotency.rate-limit.enabled")
        static class RateLimit {}

        @ConditionalOnBooleanProperty("idempotency.quota.enabled")
        static class Quota {}
    }

    /** The rate of new keys. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "idempotency.rate-limit.enabled")
    static class RateLimitConfiguration {

        @Bean
        @ConditionalOnMissingBean
        KeyRateLimit idempotencyKeyRateLimit(
                IdempotencyProperties properties, ObjectProvider<OperationCatalog> catalog, LiveInstances instances) {
            RateLimitProperties settings = properties.rateLimit();
            return new KeyRateLimit(
                    settings.rates(),
                    catalog::getIfAvailable,
                    settings.maxBuckets(),
                    settings.shared() ? instances : () -> 1);
        }
    }

    /** The storage quota. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "idempotency.quota.enabled")
    @ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
    static class QuotaConfiguration {

        @Bean
        @ConditionalOnMissingBean
        StorageQuota idempotencyStorageQuota(
                IdempotencyStore store, IdempotencyProperties properties, LiveInstances instances) {
            if (store instanceof UsageStore usage && store instanceof OperatorStore tasks) {
                return new StorageQuota(properties.quota().settings(), usage, tasks, instances);
            }
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.quota.enabled",
                    true,
                    "needs a store that can be measured, such as idempotency.store.type=jpa");
        }

        @Bean
        MaintenanceLifecycle idempotencyUsageMeasurement(StorageQuota quota) {
            return new MaintenanceLifecycle(quota.task());
        }
    }
}
