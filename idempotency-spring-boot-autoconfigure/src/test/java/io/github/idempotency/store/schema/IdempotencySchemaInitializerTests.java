package io.github.idempotency.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class IdempotencySchemaInitializerTests {

    private final HikariDataSource pool = PostgresServer.createDatabase().pool(20);
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);

    @AfterEach
    void close() {
        pool.close();
    }

    @RepeatedTest(5)
    void severalInstancesMayStartAtOnceOnAnEmptyDatabase() {
        startManyAtOnce();
    }

    @Test
    void severalInstancesMayStartAtOnceBesideTheTablesOfTheApplication() {
        jdbc.execute("CREATE TABLE parcel (id bigint PRIMARY KEY)");
        startManyAtOnce();
    }

    @Test
    void storesBodiesUncompressedAndLeavesRoomForUpdatesInThePage() {
        new IdempotencySchemaInitializer(pool).afterPropertiesSet();
        assertThat(jdbc.queryForObject(
                        "SELECT attstorage::text FROM pg_attribute WHERE attrelid = 'idempotency_record'::regclass AND attname = 'body'",
                        String.class))
                .isEqualTo("e");
        assertThat(jdbc.queryForObject(
                        "SELECT reloptions::text FROM pg_class WHERE relname = 'idempotency_record'", String.class))
                .contains("fillfactor");
    }

    /** As a backup does. */
    @Test
    void noRequestWaitsForLongBehindAnUpgradeThatWaitsForAnOpenTransaction() throws Exception {
        new IdempotencySchemaInitializer(pool).afterPropertiesSet();
        jdbc.execute("DROP TABLE idempotency_response");
        jdbc.execute("ALTER TABLE idempotency_record DROP COLUMN response_day, DROP COLUMN response_size");
        jdbc.update("DELETE FROM idempotency_schema_history WHERE version = '7'");
        CompletableFuture<Void> upgrade;
        long longest = 0;
        try (Connection backup = pool.getConnection();
                Statement statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("LOCK TABLE idempotency_record IN ACCESS SHARE MODE");
            upgrade = CompletableFuture.runAsync(() -> new IdempotencySchemaInitializer(pool).afterPropertiesSet());
            long end = System.nanoTime() + 4_500_000_000L;
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                jdbc.queryForObject("SELECT count(*) FROM idempotency_record", Long.class);
                longest = Math.max(longest, System.nanoTime() - start);
            }
            assertThat(upgrade).isNotDone();
            backup.rollback();
        }
        upgrade.get(60, TimeUnit.SECONDS);
        assertThat(longest).isLessThan(4_000_000_000L);
        SchemaCheck.run(pool, SchemaMode.VALIDATE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPoolOfOneConnectionIsEnoughAndGetsItBackAsItWas(boolean autoCommit) {
        try (HikariDataSource one = PostgresServer.createDatabase().pool(1)) {
            one.setConnectionTimeout(1_000);
            one.setAutoCommit(autoCommit);
            one.addDataSourceProperty("currentSchema", "extra,public");
            JdbcTemplate onTheOne = new JdbcTemplate(one);
            for (int start = 0; start < 2; start++) {
                new IdempotencySchemaInitializer(one).afterPropertiesSet();
                assertThat(onTheOne.queryForObject("SHOW search_path", String.class))
                        .isEqualTo("extra,public");
            }
            SchemaCheck.run(one, SchemaMode.VALIDATE);
            assertThat(onTheOne.queryForObject("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", int.class))
                    .isZero();
        }
    }

    @Test
    void severalInstancesWithAPoolOfOneEachMayStartAtOnce() {
        TestDatabase database = PostgresServer.createDatabase();
        List<HikariDataSource> pools =
                IntStream.range(0, 6).mapToObj(i -> database.pool(1)).toList();
        pools.forEach(one -> one.setConnectionTimeout(1_000));
        try {
            startAtOnce(pools);
            SchemaCheck.run(pools.get(0), SchemaMode.VALIDATE);
        } finally {
            pools.forEach(HikariDataSource::close);
        }
    }

    private void startManyAtOnce() {
        startAtOnce(Collections.nCopies(6, pool));
        SchemaCheck.run(pool, SchemaMode.VALIDATE);
        assertThat(jdbc.queryForObject(
                        "SELECT count(*) FROM idempotency_schema_history WHERE version = '1' AND success",
                        Integer.class))
                .isOne();
    }

    private static void startAtOnce(List<HikariDataSource> instances) {
        ExecutorService executor = Executors.newFixedThreadPool(instances.size());
        try {
            List<CompletableFuture<Void>> starts = instances.stream()
                    .map(instance -> CompletableFuture.runAsync(
                            () -> new IdempotencySchemaInitializer(instance).afterPropertiesSet(), executor))
                    .toList();
            starts.forEach(start -> assertThatCode(start::join).doesNotThrowAnyException());
        } finally {
            executor.shutdownNow();
        }
    }
}
