package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.autoconfigure.host.audited.Account;
import io.github.idempotency.autoconfigure.host.audited.AuditedHost;
import io.github.idempotency.autoconfigure.host.own.PlainHost;
import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.ClaimScope;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class EffectMarkingTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final TestDatabase OTHER = PostgresServer.createDatabase();

    private final JdbcTemplate jdbc =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    HibernateJpaAutoConfiguration.class,
                    IdempotencySchemaAutoConfiguration.class,
                    IdempotencyJpaStoreAutoConfiguration.class))
            .withPropertyValues(DATABASE.springProperties());
    private final ApplicationContextRunner runner = bare.withUserConfiguration(PlainHost.class);

    @Test
    void marksInASecondDatabaseWhoseBeansAreNoDefaultCandidates() {
        bare.withUserConfiguration(SecondDatabase.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertMarks(context, context.getBean("paymentsTransactions", PlatformTransactionManager.class));
            assertAtomicWorks(context);
        });
    }

    @Test
    void marksBehindATransactionAwareDataSource() {
        runner.withBean("pool", TransactionAwareDataSourceProxy.class, EffectMarkingTests::transactionAware)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertMarks(context, context.getBean(PlatformTransactionManager.class));
                    assertAtomicWorks(context);
                });
    }

    static Stream<UnaryOperator<PlatformTransactionManager>> wrappers() {
        return Stream.of(Decorator::new, EffectMarkingTests::proxy);
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void marksOnAManagerThatAPostProcessorWraps(UnaryOperator<PlatformTransactionManager> wrapper) {
        runner.withBean(BeanPostProcessor.class, () -> wrapping(wrapper)).run(context -> {
            assertThat(context).hasNotFailed();
            PlatformTransactionManager manager = context.getBean(PlatformTransactionManager.class);
            assertThat(manager.getClass()).isNotEqualTo(JpaTransactionManager.class);
            assertMarks(context, manager);
            assertAtomicWorks(context);
        });
    }

    static Stream<UnaryOperator<DataSource>> decorators() {
        return Stream.of(
                LazyConnectionDataSourceProxy::new,
                DelegatingDataSource::new,
                TransactionAwareDataSourceProxy::new,
                pool -> new DelegatingDataSource(new LazyConnectionDataSourceProxy(pool)));
    }

    @ParameterizedTest
    @MethodSource("decorators")
    void marksOnAFurtherManagerOfADecoratedDataSource(UnaryOperator<DataSource> decorator) {
        runner.withUserConfiguration(FurtherManager.class)
                .withBean("decorator", Decoration.class, () -> new Decoration(decorator))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertMarks(context, context.getBean("further", PlatformTransactionManager.class));
                });
    }

    @Test
    void marksWhileAListenerOfEntitiesWritesInARequiresNewTransaction() {
        runAudited((context, accounts) -> {
            Claim claim = claim(context);
            inTransaction(context, claim, () -> accounts.find(Account.class, 1L).setBalance(7));
            assertThat(applied(claim)).isTrue();
            assertThat(balance()).isEqualTo(7);
            assertThat(jdbc.queryForObject("SELECT count(*) FROM audit", Integer.class))
                    .isOne();
        });
    }

    @Test
    void failuresOfTheFlushReachTheCallerAsTheyDoWithoutAClaim() {
        runAudited((context, accounts) -> {
            for (int wrong : new int[] {-1, -101}) {
                Claim claim = claim(context);
                Runnable work = () -> accounts.find(Account.class, 1L).setBalance(wrong);
                Throwable marked = catchThrowable(() -> inTransaction(context, claim, work));
                Throwable unmarked = catchThrowable(() -> inTransaction(context, null, work));
                assertThat(marked).hasSameClassAs(unmarked).hasMessage(unmarked.getMessage());
                assertThat(NestedExceptionUtils.getMostSpecificCause(marked))
                        .hasSameClassAs(NestedExceptionUtils.getMostSpecificCause(unmarked));
                assertThat(balance()).isZero();
                boolean audited = wrong == -1;
                assertThat(applied(claim)).isEqualTo(audited);
                assertThat(context.getBean(HikariDataSource.class)
                                .getHikariPoolMXBean()
                                .getActiveConnections())
                        .isZero();
            }
        });
    }

    @Test
    void doesNotFlushWhatIsFlushedByHandOnly() {
        runAudited((context, accounts) -> {
            Claim claim = claim(context);
            inTransaction(context, claim, () -> {
                accounts.unwrap(Session.class).setHibernateFlushMode(FlushMode.MANUAL);
                accounts.find(Account.class, 1L).setBalance(7);
            });
            assertThat(balance()).isZero();
            assertThat(applied(claim)).isTrue();
        });
    }

    private void runAudited(BiConsumer<ApplicationContext, EntityManager> test) {
        jdbc.execute("DROP TABLE IF EXISTS account, audit");
        jdbc.execute("CREATE TABLE account (id bigint PRIMARY KEY, balance int CHECK (balance <> -1))");
        jdbc.execute("CREATE TABLE audit (what text)");
        jdbc.update("INSERT INTO account VALUES (1, 0)");
        bare.withUserConfiguration(AuditedHost.class).run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(
                    context,
                    SharedEntityManagerCreator.createSharedEntityManager(context.getBean(EntityManagerFactory.class)));
        });
    }

    private int balance() {
        return jdbc.queryForObject("SELECT balance FROM account", Integer.class);
    }

    private static void inTransaction(ApplicationContext context, @Nullable Claim claim, Runnable work) {
        inTransaction(context.getBean(PlatformTransactionManager.class), claim, work);
    }

    private static void inTransaction(PlatformTransactionManager manager, @Nullable Claim claim, Runnable work) {
        ClaimScope scope = claim == null ? null : ClaimScope.probe(claim);
        try {
            new TransactionTemplate(manager).executeWithoutResult(status -> work.run());
        } finally {
            if (scope != null) {
                scope.close();
            }
        }
    }

    private void assertMarks(ApplicationContext context, PlatformTransactionManager manager) {
        Claim claim = claim(context);
        inTransaction(manager, claim, () -> {});
        assertThat(applied(claim)).isTrue();
    }

    private boolean applied(Claim claim) {
        return jdbc.queryForObject("SELECT applied FROM idempotency_record WHERE id = ?", Boolean.class, claim.id());
    }

    private static Claim claim(ApplicationContext context) {
        return ((ClaimAttempt.Claimed) context.getBean(IdempotencyStore.class).claim(request())).claim();
    }

    private static void assertAtomicWorks(AssertableApplicationContext context) {
        AtomicStore.Attempt attempt = context.getBean(AtomicStore.class).begin(request());
        ((AtomicStore.Attempt.Begun) attempt).transaction().commit(new Envelope(200, List.of(), new byte[0]));
    }

    private static ClaimRequest request() {
        return new ClaimRequest(
                new RecordKey(Tenant.anonymous(), "op", UUID.randomUUID().toString()),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                Duration.ofDays(1));
    }

    private static TransactionAwareDataSourceProxy transactionAware() {
        return new TransactionAwareDataSourceProxy(DATABASE.pool(3));
    }

    private static BeanPostProcessor wrapping(UnaryOperator<PlatformTransactionManager> wrapper) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof PlatformTransactionManager manager ? wrapper.apply(manager) : bean;
            }
        };
    }

    private static PlatformTransactionManager proxy(PlatformTransactionManager manager) {
        return (PlatformTransactionManager) new ProxyFactory(manager).getProxy();
    }

    /** What a tracing agent or a retry library may put around a manager. */
    static final class Decorator implements PlatformTransactionManager {

        private final PlatformTransactionManager target;

        Decorator(PlatformTransactionManager target) {
            this.target = target;
        }

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            return target.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            target.commit(status);
        }

        @Override
        public void rollback(TransactionStatus status) {
            target.rollback(status);
        }
    }

    record Decoration(UnaryOperator<DataSource> operator) {}

    @Configuration(proxyBeanMethods = false)
    static class FurtherManager {

        @Bean(defaultCandidate = false)
        JdbcTransactionManager further(DataSource dataSource, Decoration decoration) {
            return new JdbcTransactionManager(decoration.operator().apply(dataSource));
        }

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    /** The application's own database is auto-configured, and the store's is beside it. */
    @Configuration(proxyBeanMethods = false)
    static class SecondDatabase {

        @Bean
        HikariDataSource ordersDataSource() {
            return OTHER.pool(2);
        }

        @Bean(defaultCandidate = false)
        @IdempotencyPersistence
        HikariDataSource paymentsDataSource() {
            return DATABASE.pool(3);
        }

        @Bean
        LocalContainerEntityManagerFactoryBean ordersFactory(DataSource dataSource) {
            return factory(dataSource, "io.github.idempotency.autoconfigure.host.own");
        }

        @Bean(defaultCandidate = false)
        @IdempotencyPersistence
        LocalContainerEntityManagerFactoryBean paymentsFactory(@IdempotencyPersistence DataSource dataSource) {
            return factory(dataSource, "io.github.idempotency.store.jpa.entity");
        }

        @Bean
        PlatformTransactionManager ordersTransactions(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean(defaultCandidate = false)
        @IdempotencyPersistence
        PlatformTransactionManager paymentsTransactions(@IdempotencyPersistence EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    static LocalContainerEntityManagerFactoryBean factory(DataSource dataSource, String scanned) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(dataSource);
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setPackagesToScan(scanned);
        return factory;
    }
}
