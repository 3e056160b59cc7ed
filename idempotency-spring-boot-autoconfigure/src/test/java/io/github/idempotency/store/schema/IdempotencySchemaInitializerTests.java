package io.github.idempotency.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import io.github.idempotency.test.PostgresServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class IdempotencySchemaInitializerTests {

    private final HikariDataSource pool = PostgresServer.createDatabase().pool(20);
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);

    @AfterEach
    void close() {
        pool.close();
    }

    @RepeatedTest(10)
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

    private void startManyAtOnce() {
        ExecutorService executor = Executors.newFixedThreadPool(6);
        try {
            List<CompletableFuture<Void>> starts = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> new IdempotencySchemaInitializer(pool).afterPropertiesSet(), executor))
                    .toList();
            starts.forEach(start -> assertThatCode(start::join).doesNotThrowAnyException());
        } finally {
            executor.shutdownNow();
        }
        SchemaCheck.run(pool, SchemaMode.VALIDATE);
        assertThat(jdbc.queryForObject(
                        "SELECT count(*) FROM idempotency_schema_history WHERE version = '1' AND success",
                        Integer.class))
                .isOne();
    }
}
