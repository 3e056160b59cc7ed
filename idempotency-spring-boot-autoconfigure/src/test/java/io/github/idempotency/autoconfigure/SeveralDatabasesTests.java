package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

class SeveralDatabasesTests {

    private static final TestDatabase ORDERS = PostgresServer.createDatabase();
    private static final TestDatabase PAYMENTS = PostgresServer.createDatabase();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    HibernateJpaAutoConfiguration.class,
                    IdempotencySchemaAutoConfiguration.class,
                    IdempotencyJpaStoreAutoConfiguration.class,
                    IdempotencyMaintenanceAutoConfiguration.class));

    @Test
    void qualifiedDatabaseHoldsTheRecordsEvenIfAnotherIsPrimary() {
        runner.withUserConfiguration(Qualified.class).run(context -> {
            assertThat(context).hasNotFailed();
            ClaimRequest request = new ClaimRequest(
                    new RecordKey(Tenant.anonymous(), "op", "k"),
                    UUID.randomUUID(),
                    new Fingerprint(1, new byte[32]),
                    Duration.ofSeconds(30),
                    Duration.ofDays(1),
                    Duration.ofDays(1));
            AtomicStore.Attempt.Begun begun = (AtomicStore.Attempt.Begun)
                    context.getBean(AtomicStore.class).begin(request);
            begun.transaction().commit(new Envelope(200, List.of(), new byte[0]));
            assertThat(context.getBean(IdempotencyStore.class)
                            .find(request.key().id()))
                    .isPresent();
            assertThat(hasTable(context.getBean("paymentsDataSource", DataSource.class)))
                    .isTrue();
            assertThat(hasTable(context.getBean("ordersDataSource", DataSource.class)))
                    .isFalse();
        });
    }

    @Test
    void withoutQualifierAndPrimaryTheStartFailsAndNamesTheQualifier() {
        runner.withUserConfiguration(Ambiguous.class).run(context -> {
            assertThat(context).hasFailed();
            var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("2 beans of type DataSource");
            assertThat(analysis.getAction()).contains("@IdempotencyPersistence", "@Primary");
        });
    }

    @Test
    void factoryThatDoesNotKnowTheEntityFailsWithThePackageToAdd() {
        runner.withUserConfiguration(Qualified.class)
                .withPropertyValues("test.entity-package=io.github.idempotency.autoconfigure.host.own")
                .run(context -> {
                    assertThat(context).hasFailed();
                    var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getAction()).contains("io.github.idempotency.store.jpa.entity");
                });
    }

    private static boolean hasTable(DataSource dataSource) {
        return new JdbcTemplate(dataSource)
                .queryForObject("SELECT to_regclass('idempotency_record') IS NOT NULL", Boolean.class);
    }

    private static LocalContainerEntityManagerFactoryBean factory(DataSource dataSource, String scanned) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(dataSource);
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan(scanned);
        return factory;
    }

    @Configuration(proxyBeanMethods = false)
    static class Qualified {

        @Bean
        @Primary
        HikariDataSource ordersDataSource() {
            return ORDERS.pool(2);
        }

        @Bean
        @IdempotencyPersistence
        HikariDataSource paymentsDataSource() {
            return PAYMENTS.pool(2);
        }

        @Bean
        @Primary
        LocalContainerEntityManagerFactoryBean ordersFactory(HikariDataSource ordersDataSource) {
            return factory(ordersDataSource, "io.github.idempotency.autoconfigure.host.own");
        }

        @Bean
        @IdempotencyPersistence
        LocalContainerEntityManagerFactoryBean paymentsFactory(
                @IdempotencyPersistence HikariDataSource dataSource,
                org.springframework.core.env.Environment environment) {
            return factory(
                    dataSource,
                    environment.getProperty("test.entity-package", "io.github.idempotency.store.jpa.entity"));
        }

        @Bean
        @Primary
        PlatformTransactionManager ordersTransactions(EntityManagerFactory ordersFactory) {
            return new JpaTransactionManager(ordersFactory);
        }

        @Bean
        PlatformTransactionManager paymentsTransactions(@IdempotencyPersistence EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Ambiguous {

        @Bean
        HikariDataSource ordersDataSource() {
            return ORDERS.pool(2);
        }

        @Bean
        HikariDataSource paymentsDataSource() {
            return PAYMENTS.pool(2);
        }
    }
}
