package io.github.idempotency.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.autoconfigure.host.other.ScanningHost;
import io.github.idempotency.autoconfigure.host.own.Parcel;
import io.github.idempotency.autoconfigure.host.own.ParcelRepository;
import io.github.idempotency.autoconfigure.host.own.PlainHost;
import io.github.idempotency.core.AtomicStore;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.store.jpa.JpaIdempotencyStore;
import io.github.idempotency.store.jpa.ResponsePartitions;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import io.github.idempotency.store.schema.IdempotencySchemaInitializer;
import io.github.idempotency.store.schema.StoreSetupException;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.SchemaScript;
import io.github.idempotency.test.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StoreAutoConfigurationTests {

    private static final String PARTITIONS = "idempotency.store.response-partitions.enabled=true";

    private static final String SCRIPTS = "io/github/idempotency/store/schema/postgresql";

    private final TestDatabase database = PostgresServer.createDatabase();
    private final JdbcTemplate jdbc =
            new JdbcTemplate(new DriverManagerDataSource(database.url(), database.username(), database.password()));
    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    HibernateJpaAutoConfiguration.class,
                    DataJpaRepositoriesAutoConfiguration.class,
                    IdempotencySchemaAutoConfiguration.class,
                    IdempotencyJpaStoreAutoConfiguration.class,
                    IdempotencyMemoryStoreAutoConfiguration.class,
                    IdempotencyMaintenanceAutoConfiguration.class))
            .withPropertyValues(database.springProperties());
    private final ApplicationContextRunner runner = bare.withUserConfiguration(PlainHost.class);

    @Test
    void everyAutoConfigurationIsListed() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(
                        IdempotencySchemaAutoConfiguration.class.getName(),
                        IdempotencyJpaStoreAutoConfiguration.class.getName(),
                        IdempotencyMemoryStoreAutoConfiguration.class.getName(),
                        IdempotencyMaintenanceAutoConfiguration.class.getName());
    }

    @Test
    void createsTheTableAndTheStore() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(IdempotencyStore.class).hasSingleBean(AtomicStore.class);
            assertStoreWorks(context);
            assertThat(context.getBean(EntityManagerFactory.class)
                            .getMetamodel()
                            .getEntities())
                    .extracting("name")
                    .contains("Parcel", "IdempotencyRecord", "IdempotencyIncident", "IdempotencyTask");
            assertThat(context).hasSingleBean(ParcelRepository.class);
            assertThat(context).doesNotHaveBean(Flyway.class);
        });
        runner.run(this::assertStoreWorks);
    }

    @Test
    void leavesTheEntityScanAndRepositoriesOfTheApplicationAlone() {
        jdbc.execute("CREATE TABLE parcel (id bigint PRIMARY KEY)");
        bare.withUserConfiguration(ScanningHost.class).run(context -> {
            assertStoreWorks(context);
            ParcelRepository parcels = context.getBean(ParcelRepository.class);
            parcels.save(new Parcel(1));
            assertThat(parcels.count()).isOne();
        });
    }

    @Test
    void leavesTheMigrationsOfTheApplicationAlone() {
        ApplicationContextRunner withFlyway = runner.withConfiguration(
                        AutoConfigurations.of(FlywayAutoConfiguration.class))
                .withPropertyValues(
                        "spring.flyway.locations=classpath:io/github/idempotency/autoconfigure/host/db/migration");
        for (int start = 0; start < 2; start++) {
            withFlyway.run(context -> {
                assertStoreWorks(context);
                assertThat(context).hasSingleBean(Flyway.class);
                assertThat(history("flyway_schema_history")).containsExactly("create parcel");
                assertThat(history("idempotency_schema_history")).contains("create idempotency record");
                assertThat(context.getBean(ParcelRepository.class).count()).isZero();
            });
        }
    }

    @Test
    void joinsADatabaseThatIsFullOfOtherTables() {
        jdbc.execute("CREATE TABLE parcel (id bigint PRIMARY KEY)");
        runner.run(this::assertStoreWorks);
    }

    @Test
    void passesSchemaValidationOfTheApplication() {
        jdbc.execute("CREATE TABLE parcel (id bigint PRIMARY KEY)");
        ApplicationContextRunner validating = runner.withPropertyValues("spring.jpa.hibernate.ddl-auto=validate");
        validating.run(this::assertStoreWorks);
        validating
                .withPropertyValues(
                        "spring.jpa.hibernate.naming.physical-strategy=org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl",
                        "spring.jpa.hibernate.naming.implicit-strategy=org.hibernate.boot.model.naming.ImplicitNamingStrategyLegacyJpaImpl",
                        "spring.jpa.properties.hibernate.type.preferred_instant_jdbc_type=TIMESTAMP",
                        "spring.jpa.properties.hibernate.type.preferred_uuid_jdbc_type=CHAR",
                        "spring.jpa.properties.hibernate.globally_quoted_identifiers=true",
                        "spring.jpa.properties.hibernate.globally_quoted_identifiers_skip_column_definitions=true")
                .run(this::assertStoreWorks);
    }

    @Test
    void createDropRebuildsTheSameTable() {
        Map<String, Object> migrated = new java.util.LinkedHashMap<>();
        runner.run(context -> {
            assertStoreWorks(context);
            migrated.putAll(layout());
        });
        jdbc.execute(
                "DROP TABLE idempotency_record, idempotency_step, idempotency_incident, idempotency_task, idempotency_statistic, idempotency_storage, idempotency_usage, idempotency_response, idempotency_schema_history");
        runner.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop", "idempotency.store.schema=validate")
                .run(context -> {
                    assertStoreWorks(context);
                    assertThat(layout()).isEqualTo(migrated);
                });
        assertThat(migrated).hasSizeGreaterThan(20);
        assertThat(layout()).isEmpty();
    }

    @Test
    void createDropAndOurMigrationGoTogether() {
        ApplicationContextRunner both = runner.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop");
        both.run(this::assertStoreWorks);
        both.run(this::assertStoreWorks);
    }

    @Test
    void saysWhatToAddIfFlywayIsMissing() {
        ApplicationContextRunner withoutFlyway = runner.withClassLoader(new FilteredClassLoader(Flyway.class));
        withoutFlyway.run(context -> assertSetupFailure(
                context,
                "Flyway is not on the class path",
                failure -> assertThat(failure.getAction())
                        .contains("flyway-database-postgresql", SCRIPTS, "idempotency.store.schema=validate")));
        SchemaScript.applyAll(jdbc.getDataSource());
        withoutFlyway.withPropertyValues("idempotency.store.schema=validate").run(this::assertStoreWorks);
        withoutFlyway.withPropertyValues("idempotency.store.schema=none").run(this::assertStoreWorks);
    }

    @Test
    void saysHowToGetTheTableIfItIsMissing() {
        for (String mode : List.of("validate", "none")) {
            runner.withPropertyValues("idempotency.store.schema=" + mode)
                    .run(context -> assertSetupFailure(
                            context,
                            "idempotency_record",
                            failure -> assertThat(failure.getAction())
                                    .contains(SCRIPTS, "idempotency.store.schema=migrate")));
        }
    }

    @Test
    void validationNoticesAColumnOfTheWrongType() {
        SchemaScript.applyAll(jdbc.getDataSource());
        jdbc.execute("ALTER TABLE idempotency_record ALTER COLUMN fence TYPE integer");
        runner.withPropertyValues("idempotency.store.schema=validate")
                .run(context -> assertSetupFailure(context, "column fence is of type int4, expected int8", f -> {}));
    }

    @Test
    void analysisCarriesDescriptionAndAction() {
        runner.withPropertyValues("idempotency.store.schema=none").run(context -> {
            var analysis = new StoreSetupFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("missing");
            assertThat(analysis.getAction()).contains("Apply the scripts in classpath:" + SCRIPTS);
        });
    }

    @Test
    void leavesNoBeanIfSwitchedOff() {
        runner.withPropertyValues("idempotency.auto-configure=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBeanDefinitionNames())
                    .filteredOn(name -> {
                        Class<?> type = context.getType(name);
                        return name.toLowerCase().contains("idempotency")
                                && !name.contains(".host.")
                                && !(type != null && type.getName().contains(".host."));
                    })
                    .isEmpty();
            assertThat(context.getBean(EntityManagerFactory.class)
                            .getMetamodel()
                            .getEntities())
                    .extracting("name")
                    .containsExactly("Parcel");
            assertThat(layout()).isEmpty();
        });
    }

    @Test
    void killSwitchKeepsTheStoreAndLeavesTheDatabaseAlone() {
        runner.withPropertyValues("idempotency.enabled=false").run(context -> {
            assertThat(context)
                    .hasSingleBean(IdempotencyStore.class)
                    .doesNotHaveBean(IdempotencySchemaInitializer.class)
                    .doesNotHaveBean(MaintenanceLifecycle.class);
            assertThat(layout()).isEmpty();
        });
    }

    @Test
    void storeInMemoryIsChosenByProperty() {
        runner.withPropertyValues("idempotency.store.type=memory").run(context -> {
            assertThat(context)
                    .hasSingleBean(InMemoryIdempotencyStore.class)
                    .hasSingleBean(MaintenanceLifecycle.class)
                    .doesNotHaveBean(AtomicStore.class);
            assertStoreWorks(context);
            assertThat(layout()).isEmpty();
            assertThat(context.getBean(EntityManagerFactory.class)
                            .getMetamodel()
                            .getEntities())
                    .extracting("name")
                    .containsExactly("Parcel");
        });
    }

    @Test
    void storeOfTheApplicationTakesThePlaceOfOurs() {
        runner.withBean("mine", IdempotencyStore.class, InMemoryIdempotencyStore::new)
                .run(context -> {
                    assertThat(context)
                            .hasSingleBean(IdempotencyStore.class)
                            .doesNotHaveBean(JpaIdempotencyStore.class);
                    assertThat(layout()).isEmpty();
                });
    }

    @Test
    void applicationWithoutADatabaseStarts() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        IdempotencySchemaAutoConfiguration.class,
                        IdempotencyJpaStoreAutoConfiguration.class,
                        IdempotencyMemoryStoreAutoConfiguration.class,
                        IdempotencyMaintenanceAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(IdempotencyStore.class));
    }

    @Test
    void expiredRecordsArePurgedInTheBackground() {
        runner.withPropertyValues("idempotency.purge.interval=1s", "idempotency.purge.batch-size=3")
                .run(context -> {
                    IdempotencyStore store = context.getBean(IdempotencyStore.class);
                    for (int i = 0; i < 10; i++) {
                        store.insertCompleted(request(Duration.ofMillis(1)), Envelope.notStored(200));
                    }
                    Awaitility.await().untilAsserted(() -> assertThat(records()).isZero());
                    assertThat(heldTasks()).contains("purge");
                });

        assertThat(heldTasks()).as("an instance that stopped").isEmpty();
    }

    private List<String> heldTasks() {
        return jdbc.queryForList("SELECT name FROM idempotency_task WHERE lease_until > now()", String.class);
    }

    @Test
    void responsesThatExpireBeforeTheirKeyAreRemovedInTheBackground() {
        runner.withPropertyValues("idempotency.purge.interval=1s").run(context -> {
            ClaimRequest request = request(Duration.ofHours(1));
            context.getBean(IdempotencyStore.class)
                    .insertCompleted(
                            new ClaimRequest(
                                    request.key(),
                                    request.owner(),
                                    request.fingerprint(),
                                    request.lease(),
                                    request.retention(),
                                    Duration.ofMillis(1)),
                            new Envelope(200, List.of(), new byte[] {1}));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    jdbc.queryForObject("SELECT body IS NULL FROM idempotency_record", Boolean.class))
                            .isTrue());
            assertThat(records()).isOne();
        });
    }

    @Test
    void purgeCanBeSwitchedOff() {
        runner.withPropertyValues("idempotency.purge.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MaintenanceLifecycle.class));
    }

    @Test
    void wrongSettingIsNamed() {
        runner.withPropertyValues("idempotency.purge.batch-size=0")
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("idempotency.purge.batch-size"));
    }

    @Test
    void partitionsOfResponsesAreMadeInTheBackground() {
        runner.withPropertyValues(PARTITIONS).run(context -> {
            assertThat(context).hasSingleBean(ResponsePartitions.class);
            Awaitility.await().untilAsserted(() -> assertThat(partitions()).isEqualTo(9));
            assertStoreWorks(context);
        });
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ResponsePartitions.class));
    }

    @Test
    void partitionsOfResponsesGoWithATableThatHibernateMade() {
        runner.withPropertyValues(
                        PARTITIONS,
                        "spring.jpa.hibernate.ddl-auto=create-drop",
                        "idempotency.store.schema=validate",
                        "idempotency.store.response-partitions.days-ahead=2")
                .run(context -> {
                    Awaitility.await()
                            .untilAsserted(() -> assertThat(partitions()).isEqualTo(3));
                    assertStoreWorks(context);
                });
        assertThat(layout()).isEmpty();
    }

    @Test
    void partitionsOfResponsesNeedAPartitionedTable() {
        SchemaScript.applyAll(jdbc.getDataSource());
        jdbc.execute("DROP TABLE idempotency_response");
        jdbc.execute("CREATE TABLE idempotency_response (owner uuid, id uuid, day date, headers text, body bytea)");
        ApplicationContextRunner validating = runner.withPropertyValues("idempotency.store.schema=validate");
        validating.run(this::assertStoreWorks);
        validating
                .withPropertyValues(PARTITIONS)
                .run(context -> assertSetupFailure(
                        context,
                        "not partitioned",
                        failure -> assertThat(failure.getAction()).contains(SCRIPTS)));
    }

    @Test
    void partitionsOfResponsesNeedTheStoreOfTheLibrary() {
        String property = "idempotency.store.response-partitions.enabled";
        runner.withPropertyValues(PARTITIONS, "idempotency.store.type=memory")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(property));
        runner.withPropertyValues(PARTITIONS)
                .withBean(IdempotencyStore.class, InMemoryIdempotencyStore::new)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(property));
        runner.withPropertyValues("idempotency.store.response-partitions.days-ahead=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("idempotency.store.response-partitions.days-ahead"));
    }

    private int partitions() {
        return jdbc.queryForObject(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'idempotency_response'::regclass", Integer.class);
    }

    private void assertStoreWorks(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        IdempotencyStore store = context.getBean(IdempotencyStore.class);
        ClaimRequest request = request(Duration.ofHours(1));
        Claim claim = ((ClaimAttempt.Claimed) store.claim(request)).claim();
        assertThat(store.complete(claim, new Envelope(200, List.of(), new byte[0])))
                .isTrue();
        assertThat(store.claim(request)).isInstanceOf(ClaimAttempt.Occupied.class);
        assertThat(store.countRecords()).isNotEmpty();
    }

    private static void assertSetupFailure(
            AssertableApplicationContext context, String message, Consumer<StoreSetupException> further) {
        assertThat(context).hasFailed();
        assertThat(context.getStartupFailure())
                .hasRootCauseInstanceOf(Exception.class)
                .satisfies(failure -> {
                    Throwable cause = failure;
                    while (!(cause instanceof StoreSetupException)) {
                        assertThat(cause).as("cause").isNotNull();
                        cause = cause.getCause();
                    }
                    assertThat(cause).hasMessageContaining(message);
                    further.accept((StoreSetupException) cause);
                });
    }

    private List<String> history(String table) {
        return jdbc.queryForList(
                "SELECT description FROM " + table + " WHERE success ORDER BY installed_rank", String.class);
    }

    private int records() {
        return jdbc.queryForObject("SELECT count(*) FROM idempotency_record", Integer.class);
    }

    /** Columns with type and nullability, and indexes, by name. */
    private Map<String, Object> layout() {
        Map<String, Object> layout = new java.util.TreeMap<>();
        jdbc.query(
                "SELECT table_name || '.' || column_name AS column_name, data_type, character_maximum_length, is_nullable FROM information_schema.columns WHERE table_name IN ('idempotency_record', 'idempotency_step', 'idempotency_incident', 'idempotency_task', 'idempotency_statistic', 'idempotency_storage', 'idempotency_usage', 'idempotency_response')",
                row -> {
                    layout.put(row.getString(1), row.getString(2) + row.getString(3) + row.getString(4));
                });
        jdbc.query(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('idempotency_record', 'idempotency_step', 'idempotency_incident', 'idempotency_task', 'idempotency_statistic', 'idempotency_storage', 'idempotency_usage', 'idempotency_response')",
                row -> {
                    layout.put(row.getString(1), row.getString(2));
                });
        return layout;
    }

    private static ClaimRequest request(Duration retention) {
        return new ClaimRequest(
                new RecordKey(Tenant.anonymous(), "op", UUID.randomUUID().toString()),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofSeconds(30),
                retention,
                retention);
    }
}
