package io.github.idempotency.store.jpa;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.store.jpa.entity.IdempotencyRecord;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.SchemaScript;
import io.github.idempotency.test.StatementCounter;
import io.github.idempotency.test.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** A database with the table, and a store on it, without an application around. */
final class JpaTestContext implements AutoCloseable {

    final TestDatabase database;
    final StatementCounter counter = new StatementCounter();
    final HikariDataSource pool;
    final DataSource dataSource;
    final EntityManagerFactory entityManagerFactory;
    final JpaTransactionManager transactionManager;
    final JpaIdempotencyStore store;
    /** On connections that are not counted and not pooled with the store's. */
    final JdbcTemplate observer;

    private final LocalContainerEntityManagerFactoryBean factoryBean = new LocalContainerEntityManagerFactoryBean();

    JpaTestContext() {
        this(pool -> {}, Map.of());
    }

    JpaTestContext(Consumer<HikariDataSource> poolCustomizer, Map<String, ?> jpaProperties) {
        this(PostgresServer.createDatabase(), poolCustomizer, jpaProperties);
    }

    JpaTestContext(TestDatabase database, Consumer<HikariDataSource> poolCustomizer, Map<String, ?> jpaProperties) {
        this.database = database;
        observer = new JdbcTemplate(new org.springframework.jdbc.datasource.DriverManagerDataSource(
                database.url(), database.username(), database.password()));
        if (observer.queryForObject("SELECT to_regclass('idempotency_record')", String.class) == null) {
            SchemaScript.applyAll(observer.getDataSource());
        }
        pool = database.pool(8);
        poolCustomizer.accept(pool);
        dataSource = counter.around(pool);
        factoryBean.setDataSource(dataSource);
        factoryBean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factoryBean.setPackagesToScan(IdempotencyRecord.class.getPackageName());
        factoryBean.setJpaPropertyMap(jpaProperties);
        factoryBean.afterPropertiesSet();
        entityManagerFactory = factoryBean.getObject();
        transactionManager = new JpaTransactionManager(entityManagerFactory);
        transactionManager.afterPropertiesSet();
        store = new JpaIdempotencyStore(
                entityManagerFactory, transactionManager, Duration.ofSeconds(5), true, EnvelopeCodec.PLAIN);
    }

    TransactionTemplate inTransaction() {
        return new TransactionTemplate(transactionManager);
    }

    /** Moves all records into the past, which is as if time had passed. */
    void letPass(Duration time) {
        observer.update("""
                UPDATE idempotency_record
                SET lease_until = lease_until - ? * interval '1 millisecond',
                    expires_at = expires_at - ? * interval '1 millisecond',
                    result_expires_at = result_expires_at - ? * interval '1 millisecond'
                """, time.toMillis(), time.toMillis(), time.toMillis());
    }

    @Override
    public void close() {
        factoryBean.destroy();
        pool.close();
    }
}
