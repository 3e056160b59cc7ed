package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.StatementCounter;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Requests whose responses are in partitions, with {@code idempotency.store.response-partitions.enabled}. */
class ResponsePartitionsHttpTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private static final String LEASE = "/atomic/leased?account=partitioned";

    private static final String ATOMIC = "/atomic/deposit?account=partitioned";

    private static Host host;

    private static StatementCounter counter;

    private final String key = newKey();

    @BeforeAll
    static void start() {
        host = instance("idempotency.store.response-partitions.enabled=true");
        counter = host.context.getBean(StatementCounter.class);
        await().until(() -> {
            String key = newKey();
            host.http.post(LEASE, "{}", "Idempotency-Key", key);
            return isMoved(key);
        });
    }

    private static Host instance(String... properties) {
        String[] all = new String[properties.length + 2];
        System.arraycopy(properties, 0, all, 2, properties.length);
        all[0] = "spring.flyway.locations=classpath:db/testapp";
        all[1] = "spring.jpa.hibernate.ddl-auto=validate";
        return Host.start(DATABASE, List.of(TestApplication.class), all);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static boolean isMoved(String key) {
        return DATABASE_ITSELF.queryForObject(
                "SELECT body IS NULL AND response_day IS NOT NULL FROM idempotency_record WHERE idempotency_key = ?",
                Boolean.class,
                key);
    }

    private HttpResponse<byte[]> post(Host host, String path) {
        return host.http.post(path, "{}", "Idempotency-Key", key);
    }

    @ParameterizedTest
    @ValueSource(strings = {LEASE, ATOMIC})
    void areReplayedByteForByteForOneStatementMore(String path) {
        counter.reset();
        HttpResponse<byte[]> first = post(host, path);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(counter.statements())
                .filteredOn(sql -> sql.contains("idempotency_response"))
                .hasSize(1);
        assertThat(isMoved(key)).isTrue();

        counter.reset();
        HttpResponse<byte[]> replay = post(host, path);
        assertThat(counter.statements()).hasSize(2);
        assertReplay(replay, first);
        assertThat(replay.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LEASE, ATOMIC})
    void areReplayedByAnInstanceWithoutTheOptionAndTheOtherWayRound(String path) {
        HttpResponse<byte[]> first = post(host, path);
        try (Host other = instance()) {
            assertReplay(post(other, path), first);
            String otherKey = newKey();
            HttpResponse<byte[]> ofOther = other.http.post(path, "{}", "Idempotency-Key", otherKey);
            assertThat(isMoved(otherKey)).isFalse();
            assertReplay(host.http.post(path, "{}", "Idempotency-Key", otherKey), ofOther);
        }
    }

    @Test
    void aRefusalByTheHandlerIsKeptToo() {
        HttpResponse<byte[]> first = post(host, "/atomic/refused?account=refused");
        assertThat(first.statusCode()).isEqualTo(422);
        HttpResponse<byte[]> replay = post(host, "/atomic/refused?account=refused");
        assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(replay.statusCode()).isEqualTo(422);
        assertThat(replay.body()).isEqualTo(first.body());
    }
}
