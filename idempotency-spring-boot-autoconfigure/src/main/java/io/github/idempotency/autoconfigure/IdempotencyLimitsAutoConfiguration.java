package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.limits.KeyRateLimit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** Auto-configuration of the limits on what clients may leave in the store; all of them are off unless switched on. */
@AutoConfiguration(
        after = {IdempotencyJpaStoreAutoConfiguration.class, IdempotencyMemoryStoreAutoConfiguration.class},
        before = IdempotencyAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnBean(IdempotencyStore.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyLimitsAutoConfiguration {

    /** The rate of new keys. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "idempotency.rate-limit.enabled")
    static class RateLimitConfiguration {

        private static final String[] NEEDED = {
            "io.github.bucket4j.Bucket", "com.github.benmanes.caffeine.cache.Caffeine"
        };

        @Bean
        @ConditionalOnMissingBean
        KeyRateLimit idempotencyKeyRateLimit(
                IdempotencyProperties properties, ObjectProvider<OperationCatalog> catalog) {
            RateLimitProperties settings = properties.rateLimit();
            for (String type : NEEDED) {
                PropertyChecks.check(
                        ClassUtils.isPresent(type, getClass().getClassLoader()),
                        "idempotency.rate-limit.enabled",
                        true,
                        "needs com.bucket4j:bucket4j_jdk17-core and com.github.ben-manes.caffeine:caffeine on the class path,"
                                + " which idempotency-spring-boot-starter brings");
            }
            return new KeyRateLimit(settings.rates(), catalog::getIfAvailable, settings.maxBuckets());
        }
    }
}
