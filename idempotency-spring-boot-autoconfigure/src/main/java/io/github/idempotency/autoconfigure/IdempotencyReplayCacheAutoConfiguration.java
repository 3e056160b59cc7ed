package io.github.idempotency.autoconfigure;

import io.github.idempotency.cache.InMemoryReplayCache;
import io.github.idempotency.core.ReplayCache;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the cache of responses that were just replayed; it is off unless switched on. */
@AutoConfiguration(before = IdempotencyAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnBooleanProperty(name = "idempotency.store.replay-cache.enabled")
@ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyReplayCacheAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(ReplayCache.class)
    InMemoryReplayCache idempotencyReplayCache(IdempotencyProperties properties) {
        IdempotencyProperties.ReplayCache settings = properties.store().replayCache();
        return new InMemoryReplayCache(settings.timeToLive(), settings.maxSize().toBytes());
    }
}
