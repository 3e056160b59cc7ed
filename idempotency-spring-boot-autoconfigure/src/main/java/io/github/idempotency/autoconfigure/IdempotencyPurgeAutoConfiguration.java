package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.RecordPurger;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Removes expired records in the background. */
@AutoConfiguration(after = {IdempotencyJpaStoreAutoConfiguration.class, IdempotencyMemoryStoreAutoConfiguration.class})
@ConditionalOnIdempotency
@ConditionalOnBean(IdempotencyStore.class)
@ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyPurgeAutoConfiguration {

    @Bean
    @ConditionalOnBooleanProperty(name = "idempotency.purge.enabled", matchIfMissing = true)
    PurgeLifecycle idempotencyPurgeLifecycle(IdempotencyStore store, IdempotencyProperties properties) {
        IdempotencyProperties.Purge purge = properties.purge();
        return new PurgeLifecycle(new RecordPurger(store, purge.interval(), purge.batchSize(), purge.pause()));
    }
}
