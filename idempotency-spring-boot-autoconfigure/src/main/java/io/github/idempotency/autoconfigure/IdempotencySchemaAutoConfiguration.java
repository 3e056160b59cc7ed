package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.schema.IdempotencySchemaInitializer;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * Prepares the database of the JPA store: makes the entity known to the application's entity manager factory, and creates
 * the table before that factory is made.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class, before = HibernateJpaAutoConfiguration.class)
@ConditionalOnIdempotency
@ConditionalOnClass({
    EntityManagerFactory.class,
    LocalContainerEntityManagerFactoryBean.class,
    JpaRepositoryFactory.class,
    HibernateJpaAutoConfiguration.class
})
@ConditionalOnBean(DataSource.class)
@ConditionalOnProperty(name = "idempotency.store.type", havingValue = "jpa", matchIfMissing = true)
@ConditionalOnMissingBean(IdempotencyStore.class)
@Import({EntityRegistrar.class, DatabaseInitializationDependencyConfigurer.class})
@ImportRuntimeHints(StoreRuntimeHints.class)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencySchemaAutoConfiguration {

    @Bean
    @ConditionalOnBooleanProperty(name = "idempotency.enabled", matchIfMissing = true)
    @ConditionalOnProperty(name = "idempotency.store.schema", havingValue = "migrate", matchIfMissing = true)
    static IdempotencySchemaInitializer idempotencySchemaInitializer(
            @IdempotencyPersistence ObjectProvider<DataSource> qualified,
            ObjectProvider<DataSource> all,
            IdempotencyProperties properties) {
        DataSource dataSource = Chosen.of(DataSource.class, qualified, all);
        return new IdempotencySchemaInitializer(StoreDatabase.requireFixed(dataSource, properties));
    }
}
