package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.ExecutionMode;
import io.github.idempotency.OnAbandoned;
import io.github.idempotency.OnError;
import io.github.idempotency.RiskClass;
import io.github.idempotency.actuate.IdempotencyEndpoint;
import io.github.idempotency.actuate.OperationDescriptor;
import io.github.idempotency.autoconfigure.host.own.PlainHost;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;

class ProtectionReportTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final String ACCEPT = "idempotency.accept-unmarked-effects=true";

    private static final DefaultPolicyResolver POLICIES = new DefaultPolicyResolver(Map.of(), Map.of());

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    HibernateJpaAutoConfiguration.class,
                    IdempotencySchemaAutoConfiguration.class,
                    IdempotencyJpaStoreAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyActuatorAutoConfiguration.class,
                    IdempotencyProtectionAutoConfiguration.class))
            .withPropertyValues(DATABASE.springProperties())
            .withPropertyValues("management.endpoints.web.exposure.include=*");
    private final ApplicationContextRunner plain = bare.withUserConfiguration(PlainHost.class);
    private final ApplicationContextRunner elsewhere = bare.withUserConfiguration(BusinessElsewhere.class);

    private final Logger logger = Logger.getLogger(ProtectionReport.class.getName());
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO); // the level of another test's application may still be in force
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    private List<String> warnings() {
        return logged.stream()
                .filter(message -> message.contains("do not carry the applied marker"))
                .toList();
    }

    @BeforeAll
    static void createTheTables() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        IdempotencySchemaAutoConfiguration.class,
                        IdempotencyJpaStoreAutoConfiguration.class))
                .withUserConfiguration(PlainHost.class)
                .withPropertyValues(DATABASE.springProperties())
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void saysInOneLineWhatIsProtected() {
        plain.withBean(OperationCatalog.class, () -> () -> List.of(critical("pay"), atomic("transfer"), high("refund")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(logged)
                            .containsExactly(
                                    "Idempotency protects 3 operations (critical 2, high 1, medium 0, low 0; lease 2, atomic 1), rollout strict, store jpa, effects marked in transactions of transactionManager, governance report.");
                    assertThat(marking(context, "pay")).isEqualTo("transactional");
                });
        assertThat(records()).isZero();
    }

    @Test
    void refusesACriticalOperationWhoseTransactionsAreNotMarked() {
        elsewhere
                .withBean(OperationCatalog.class, () -> () -> List.of(critical("pay"), high("refund")))
                .run(context -> {
                    assertThat(context).hasFailed();
                    var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("'pay'", "'businessTransactions'", "another DataSource")
                            .doesNotContain("'refund'");
                    assertThat(analysis.getAction()).contains("on-abandoned", "idempotency.accept-unmarked-effects");
                });
    }

    @Test
    void runsACriticalOperationWithoutTheMarkerIfThatIsAccepted() {
        elsewhere
                .withPropertyValues(ACCEPT)
                .withBean(OperationCatalog.class, () -> () -> List.of(critical("pay"), atomic("transfer")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(warnings()).hasSize(1);
                    assertThat(marking(context, "pay")).isEqualTo("partial");
                    assertThat(marking(context, "transfer")).isEqualTo("transactional");
                });
    }

    @Test
    void warnsOfOtherOperationsOnly() {
        elsewhere
                .withBean(OperationCatalog.class, () -> () -> List.of(high("refund"), uncertain("pay")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(warnings())
                            .singleElement()
                            .asString()
                            .contains("Effects of the operations 'refund' may happen twice");
                });
    }

    @Test
    void refusesAtomicOperationsThatTheStoresManagerCannotHold() {
        elsewhere
                .withPropertyValues("test.qualified-manager=business")
                .withBean(OperationCatalog.class, () -> () -> List.of(atomic("transfer")))
                .run(context -> {
                    assertThat(context).hasFailed();
                    var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("'transfer'", "ATOMIC");
                });
    }

    @Test
    void startsWhileTheDatabaseIsDownAndSaysThatNothingIsProved() {
        plain.withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://localhost:1/none",
                        "spring.datasource.hikari.connection-timeout=250",
                        "spring.datasource.hikari.initialization-fail-timeout=-1",
                        "spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false",
                        "spring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect",
                        "idempotency.store.schema=none")
                .withBean(OperationCatalog.class, () -> () -> List.of(critical("pay")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(logged)
                            .anyMatch(message ->
                                    message.contains("not proved") && message.contains("transactionManager"));
                });
    }

    @Test
    void readOnlyDatabaseLeavesTheProofOpen() {
        plain.withPropertyValues(
                        "spring.datasource.url=" + DATABASE.url()
                                + (DATABASE.url().contains("?") ? "&" : "?")
                                + "options=-c%20default_transaction_read_only=on",
                        "idempotency.store.schema=none")
                .withBean(OperationCatalog.class, () -> () -> List.of(critical("pay")))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(logged).anyMatch(message -> message.contains("not proved"));
                });
    }

    @Test
    void refusesAStoreWhoseDataSourceIsRouted() {
        for (DataSource routed : List.of(new Routed(), new LazyConnectionDataSourceProxy(new Routed()))) {
            plain.withBean(DataSource.class, () -> routed).run(context -> {
                assertThat(context).hasFailed();
                var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
                assertThat(analysis.getDescription()).contains("AbstractRoutingDataSource");
                assertThat(analysis.getAction())
                        .contains("@IdempotencyPersistence", "idempotency.store.accept-routed-data-source");
            });
        }
    }

    @Test
    void acceptsARoutedDataSourceIfTheApplicationSaysThatItIsFixedForTheStore() {
        plain.withBean(DataSource.class, Routed::new)
                .withPropertyValues("idempotency.store.accept-routed-data-source=true")
                .withBean(OperationCatalog.class, () -> () -> List.of(critical("pay")))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void refusesAStoreWhoseEntityManagersChooseADatabaseByTenant() {
        plain.withPropertyValues(
                        "spring.jpa.properties.hibernate.multi_tenant.schema_mapper=" + TenantSchemas.class.getName())
                .run(context -> {
                    assertThat(context).hasFailed();
                    var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("hibernate.multi_tenant.schema_mapper");
                });
    }

    private static int records() {
        JdbcTemplate jdbc =
                new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));
        return Objects.requireNonNull(jdbc.queryForObject("SELECT count(*) FROM idempotency_record", Integer.class));
    }

    private static String marking(AssertableApplicationContext context, String operation) {
        return ((OperationDescriptor) Objects.requireNonNull(Objects.requireNonNull(
                                context.getBean(IdempotencyEndpoint.class).operation(new String[] {operation}, null))
                        .getBody()))
                .effectMarking();
    }

    private static Operation critical(String name) {
        return operation(name, RiskClass.CRITICAL, null, null, null);
    }

    private static Operation high(String name) {
        return operation(name, RiskClass.HIGH, null, null, null);
    }

    private static Operation atomic(String name) {
        return operation(name, RiskClass.CRITICAL, ExecutionMode.ATOMIC, null, null);
    }

    private static Operation uncertain(String name) {
        return operation(name, RiskClass.CRITICAL, null, OnAbandoned.UNCERTAIN, OnError.UNCERTAIN);
    }

    private static Operation operation(
            String name,
            RiskClass risk,
            @Nullable ExecutionMode execution,
            @Nullable OnAbandoned onAbandoned,
            @Nullable OnError onError) {
        OperationPolicy p = POLICIES.resolve(name, risk, PolicyOverrides.NONE);
        return new Operation(
                name,
                risk,
                new OperationPolicy(
                        p.risk(),
                        p.key(),
                        execution == null ? p.execution() : execution,
                        p.payloadMatch(),
                        p.payloadHash(),
                        p.fingerprintHeaders(),
                        p.onStoreFailure(),
                        onAbandoned == null ? p.onAbandoned() : onAbandoned,
                        onError == null ? p.onError() : onError,
                        p.inFlight(),
                        p.waitTimeout(),
                        p.lease(),
                        p.retention(),
                        p.resultRetention(),
                        p.maxRequestSize(),
                        p.maxResponseSize(),
                        p.storedHeaders(),
                        p.storedBody()));
    }

    /** One schema for every tenant. */
    public static final class TenantSchemas implements org.hibernate.context.spi.TenantSchemaMapper<String> {

        @Override
        public String schemaName(String tenant) {
            return "public";
        }
    }

    static final class Routed extends AbstractRoutingDataSource {

        Routed() {
            setTargetDataSources(Map.of());
            setDefaultTargetDataSource(
                    new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));
            afterPropertiesSet();
        }

        @Override
        protected @Nullable Object determineCurrentLookupKey() {
            return null;
        }
    }

    /** The application's transactions are on a routed data source, the store has a fixed one. */
    @Configuration(proxyBeanMethods = false)
    static class BusinessElsewhere {

        @Bean
        DataSource businessDataSource() {
            return new Routed();
        }

        @Bean
        LocalContainerEntityManagerFactoryBean businessFactory(DataSource dataSource) {
            return EffectMarkingTests.factory(dataSource, "io.github.idempotency.autoconfigure.host.own");
        }

        @Bean
        PlatformTransactionManager businessTransactions(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean(defaultCandidate = false)
        @IdempotencyPersistence
        HikariDataSource storeDataSource() {
            return DATABASE.pool(2);
        }

        @Bean(defaultCandidate = false)
        @IdempotencyPersistence
        LocalContainerEntityManagerFactoryBean storeFactory(@IdempotencyPersistence DataSource dataSource) {
            return EffectMarkingTests.factory(dataSource, "io.github.idempotency.store.jpa.entity");
        }

        @Bean(defaultCandidate = false)
        @IdempotencyPersistence
        PlatformTransactionManager storeTransactions(
                @IdempotencyPersistence EntityManagerFactory factory,
                EntityManagerFactory business,
                org.springframework.core.env.Environment environment) {
            boolean wrong = environment.containsProperty("test.qualified-manager");
            return new JpaTransactionManager(wrong ? business : factory);
        }
    }
}
