package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.statistics.OutcomeRollup;
import io.github.idempotency.core.statistics.StatisticsKeeper;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.governance.OperationTrends;
import io.github.idempotency.governance.RolledUpTrends;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Adds up what all instances count, where the store can keep it. */
@AutoConfiguration(after = IdempotencyJpaStoreAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnBean(StatisticsStore.class)
@ConditionalOnBooleanProperty(
        name = {"idempotency.enabled", "idempotency.statistics.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyStatisticsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OutcomeRollup idempotencyOutcomeRollup(StatisticsStore store, IdempotencyProperties properties) {
        return new OutcomeRollup(store, properties.statistics().flushInterval());
    }

    @Bean
    MaintenanceLifecycle idempotencyRollupLifecycle(OutcomeRollup rollup) {
        return new MaintenanceLifecycle(rollup.task(), MaintenanceLifecycle.AFTER_THE_WEB_SERVER);
    }

    @Bean
    @ConditionalOnBean(OperatorStore.class)
    MaintenanceLifecycle idempotencyStatisticsKeeper(
            StatisticsStore store, OperatorStore tasks, IdempotencyProperties properties) {
        return new MaintenanceLifecycle(
                new StatisticsKeeper(store, tasks, properties.statistics().retention()).task());
    }

    @Bean
    @ConditionalOnMissingBean
    OperationTrends idempotencyOperationTrends(StatisticsStore store, IdempotencyProperties properties) {
        return new RolledUpTrends(store, properties.statistics().retention());
    }
}
