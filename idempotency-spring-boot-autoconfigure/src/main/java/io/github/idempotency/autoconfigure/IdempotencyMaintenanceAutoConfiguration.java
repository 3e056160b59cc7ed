package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.CompensationStore;
import io.github.idempotency.core.Compensator;
import io.github.idempotency.core.CompositeListener;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.IncidentPurger;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.PurgePace;
import io.github.idempotency.core.RecordPurger;
import io.github.idempotency.core.RecordReconciler;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.ResponseRecovery;
import io.github.idempotency.core.ResponseRedaction;
import io.github.idempotency.core.StepCompensations;
import io.github.idempotency.store.jpa.ResponsePartitions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;

/** Removes expired records and settles abandoned ones in the background. */
@AutoConfiguration(
        after = {
            IdempotencyJpaStoreAutoConfiguration.class,
            IdempotencyMemoryStoreAutoConfiguration.class,
            IdempotencyWebMvcAutoConfiguration.class
        })
@ConditionalOnIdempotency
@ConditionalOnBean(IdempotencyStore.class)
@ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyMaintenanceAutoConfiguration {

    @Bean
    @ConditionalOnBooleanProperty(name = "idempotency.purge.enabled", matchIfMissing = true)
    MaintenanceLifecycle idempotencyPurge(
            IdempotencyStore store, ObjectProvider<IdempotencyListener> listeners, IdempotencyProperties properties) {
        IdempotencyProperties.Purge purge = properties.purge();
        RecordPurger purger = new RecordPurger(
                store,
                new CompositeListener(listeners.orderedStream().toList()),
                purge.interval(),
                new PurgePace(purge.batchSize(), purge.pause(), purge.maxShare()));
        return new MaintenanceLifecycle(purger.task());
    }

    @Bean
    @ConditionalOnBean(OperatorStore.class)
    @ConditionalOnBooleanProperty(name = "idempotency.purge.enabled", matchIfMissing = true)
    MaintenanceLifecycle idempotencyIncidentPurge(OperatorStore store, IdempotencyProperties properties) {
        IdempotencyProperties.Purge purge = properties.purge();
        return new MaintenanceLifecycle(new IncidentPurger(store, purge.incidentRetention()).task(purge.interval()));
    }

    @Bean
    @ConditionalOnBean({OperatorStore.class, OperationCatalog.class})
    @ConditionalOnBooleanProperty(name = "idempotency.reconcile.enabled", matchIfMissing = true)
    MaintenanceLifecycle idempotencyReconciliation(
            IdempotencyStore store,
            OperatorStore operatorStore,
            ObjectProvider<OperationCatalog> catalog,
            ObjectProvider<ResponseRecovery> recovery,
            ObjectProvider<ResponseRedaction> redactions,
            ObjectProvider<StepCompensations> compensations,
            ObjectProvider<IdempotencyListener> listeners,
            IdempotencyProperties properties) {
        IdempotencyProperties.Reconcile reconcile = properties.reconcile();
        RecordReconciler reconciler = new RecordReconciler(
                store,
                operatorStore,
                catalog::getObject,
                Recoveries.of(recovery),
                new ResponseKeeping(redactions.orderedStream().toList()),
                compensator(store, compensations, reconcile),
                new CompositeListener(listeners.orderedStream().toList()),
                reconcile.interval(),
                reconcile.batchSize(),
                reconcile.pause());
        return new MaintenanceLifecycle(reconciler.task());
    }

    @Bean
    @ConditionalOnBooleanProperty("idempotency.store.response-partitions.enabled")
    MaintenanceLifecycle idempotencyResponsePartitioning(
            IdempotencyStore store, ObjectProvider<ResponsePartitions> partitions) {
        ResponsePartitions ofStore = partitions.getIfAvailable();
        if (ofStore == null || !(store instanceof OperatorStore tasks)) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.store.response-partitions.enabled",
                    true,
                    "needs the library's own store in PostgreSQL, and there is another IdempotencyStore bean");
        }
        return new MaintenanceLifecycle(ofStore.task(tasks));
    }

    private static @Nullable Compensator compensator(
            IdempotencyStore store,
            ObjectProvider<StepCompensations> compensations,
            IdempotencyProperties.Reconcile reconcile) {
        return store instanceof CompensationStore compensationStore
                ? new Compensator(
                        compensationStore,
                        compensations.getIfAvailable(() -> StepCompensations.NONE),
                        reconcile.abandonAfter())
                : null;
    }
}
