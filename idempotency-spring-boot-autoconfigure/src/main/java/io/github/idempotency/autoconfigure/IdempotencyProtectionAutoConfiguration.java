package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperationCatalog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Auto-configuration of what is said at start about the protection of operations; after everything that registers some. */
@AutoConfiguration(
        afterName = {
            "io.github.idempotency.autoconfigure.IdempotencyJpaStoreAutoConfiguration",
            "io.github.idempotency.autoconfigure.IdempotencyMemoryStoreAutoConfiguration",
            "io.github.idempotency.autoconfigure.IdempotencyWebMvcAutoConfiguration",
            "io.github.idempotency.autoconfigure.IdempotencyGovernanceAutoConfiguration"
        })
@ConditionalOnIdempotency
@ConditionalOnBean({IdempotencyStore.class, OperationCatalog.class})
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyProtectionAutoConfiguration {

    @Bean
    @Lazy(false)
    ProtectionReport idempotencyProtectionReport(
            OperationCatalog catalog,
            IdempotencyStore store,
            IdempotencyProperties properties,
            ObjectProvider<MarkedTransactions> transactions) {
        return new ProtectionReport(catalog, store, properties, transactions);
    }
}
