package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.core.statistics.StatisticsStore;
import io.github.idempotency.store.jpa.JpaIdempotencyStore;
import io.github.idempotency.store.jpa.JpaStatisticsStore;
import io.github.idempotency.store.jpa.ResponsePartitions;
import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import io.github.idempotency.store.schema.SchemaCheck;
import io.github.idempotency.store.schema.StoreSetupException;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;

/** Keeps the records in the application's database. */
@AutoConfiguration(after = {HibernateJpaAutoConfiguration.class, IdempotencySchemaAutoConfiguration.class})
@ConditionalOnIdempotency
@ConditionalOnClass({
    EntityManagerFactory.class,
    LocalContainerEntityManagerFactoryBean.class,
    JpaRepositoryFactory.class,
    HibernateJpaAutoConfiguration.class
})
@ConditionalOnBean(EntityManagerFactory.class)
@ConditionalOnProperty(name = "idempotency.store.type", havingValue = "jpa", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyJpaStoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(IdempotencyStore.class)
    JpaIdempotencyStore idempotencyStore(
            @IdempotencyPersistence ObjectProvider<EntityManagerFactory> qualifiedFactory,
            ObjectProvider<EntityManagerFactory> factories,
            @IdempotencyPersistence ObjectProvider<PlatformTransactionManager> qualifiedManager,
            ObjectProvider<PlatformTransactionManager> managers,
            ListableBeanFactory beans,
            RawTransactionManagers raw,
            ObjectProvider<EncryptionKeys> encryptionKeys,
            ObjectProvider<ResponsePartitions> partitions,
            IdempotencyProperties properties) {
        EntityManagerFactory factory = Chosen.of(EntityManagerFactory.class, qualifiedFactory, factories);
        requireEntity(factory);
        DataSource dataSource = StoreDatabase.of(factory, properties);
        if (properties.enabled()) {
            SchemaCheck.run(dataSource, properties.store().schema());
        }
        PlatformTransactionManager manager = managerOf(factory, qualifiedManager, managers, beans, raw);
        EnvelopeCodec codec = EnvelopeCodecs.of(properties, encryptionKeys.getIfAvailable());
        IdempotencyProperties.Store settings = properties.store();
        return new JpaIdempotencyStore(
                factory,
                manager,
                settings.claimTimeout(),
                settings.flushResponses(),
                codec,
                partitions.getIfAvailable());
    }

    @Bean
    @ConditionalOnBean(JpaIdempotencyStore.class)
    @ConditionalOnBooleanProperty("idempotency.store.response-partitions.enabled")
    ResponsePartitions idempotencyResponsePartitions(
            @IdempotencyPersistence ObjectProvider<EntityManagerFactory> qualifiedFactory,
            ObjectProvider<EntityManagerFactory> factories,
            IdempotencyProperties properties) {
        EntityManagerFactory factory = Chosen.of(EntityManagerFactory.class, qualifiedFactory, factories);
        if (properties.enabled()) {
            SchemaCheck.requirePartitions(StoreDatabase.of(factory, properties));
        }
        return new ResponsePartitions(
                factory, properties.store().responsePartitions().daysAhead());
    }

    @Bean
    @ConditionalOnMissingBean(StatisticsStore.class)
    @ConditionalOnBean(JpaIdempotencyStore.class)
    JpaStatisticsStore idempotencyStatisticsStore(
            @IdempotencyPersistence ObjectProvider<EntityManagerFactory> qualifiedFactory,
            ObjectProvider<EntityManagerFactory> factories) {
        return new JpaStatisticsStore(Chosen.of(EntityManagerFactory.class, qualifiedFactory, factories));
    }

    @Bean
    @ConditionalOnBean(JpaIdempotencyStore.class)
    static RawTransactionManagers idempotencyRawTransactionManagers() {
        return new RawTransactionManagers();
    }

    @Bean
    @Lazy(false)
    @ConditionalOnBean(JpaIdempotencyStore.class)
    ProvenMarking idempotencyEffectMarking(
            ListableBeanFactory beans,
            RawTransactionManagers raw,
            @IdempotencyPersistence ObjectProvider<EntityManagerFactory> qualifiedFactory,
            ObjectProvider<EntityManagerFactory> factories,
            @IdempotencyPersistence ObjectProvider<PlatformTransactionManager> qualifiedManager,
            ObjectProvider<PlatformTransactionManager> managers,
            IdempotencyProperties properties) {
        EntityManagerFactory factory = Chosen.of(EntityManagerFactory.class, qualifiedFactory, factories);
        return new ProvenMarking(
                beans,
                raw,
                StoreDatabase.of(factory, properties),
                managerOf(factory, qualifiedManager, managers, beans, raw),
                properties.store().claimTimeout(),
                properties.enabled());
    }

    private static void requireEntity(EntityManagerFactory factory) {
        try {
            factory.getMetamodel().entity(IdempotencyRecord.class);
        } catch (IllegalArgumentException e) {
            throw new StoreSetupException(
                    "The EntityManagerFactory of the idempotency store does not know the entity %s."
                            .formatted(IdempotencyRecord.class.getName()),
                    "Add the package %s to those it scans, for example with EntityManagerFactoryBuilder.packages(...) or LocalContainerEntityManagerFactoryBean.setPackagesToScan(...). With several factories, annotate the right one with @IdempotencyPersistence."
                            .formatted(EntityRegistrar.PACKAGE),
                    e);
        }
    }

    /** The qualified manager, else that of the factory's entity managers, else the usual one. */
    private static PlatformTransactionManager managerOf(
            EntityManagerFactory factory,
            ObjectProvider<PlatformTransactionManager> qualified,
            ObjectProvider<PlatformTransactionManager> all,
            ListableBeanFactory beans,
            RawTransactionManagers raw) {
        PlatformTransactionManager chosen = qualified.getIfAvailable();
        return chosen != null
                ? chosen
                : ProvenMarking.managers(beans).entrySet().stream()
                        .filter(entry ->
                                raw.behind(entry.getKey(), entry.getValue()) instanceof JpaTransactionManager jpa
                                        && jpa.getEntityManagerFactory() != null
                                        && StoreDatabase.isSame(jpa.getEntityManagerFactory(), factory))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseGet(() -> Chosen.of(PlatformTransactionManager.class, qualified, all));
    }
}
