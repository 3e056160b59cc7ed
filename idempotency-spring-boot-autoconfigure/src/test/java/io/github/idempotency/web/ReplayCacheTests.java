package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.StatementCounter;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Duplicates of a key that come in quick succession, with {@code idempotency.store.replay-cache.enabled}. */
class ReplayCacheTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private static final String LEASE = "/atomic/leased?account=cached";

    private static final String ATOMIC = "/atomic/deposit?account=cached";

    private static Host host;

    private static StatementCounter counter;

    private static MeterRegistry meters;

    private final String key = newKey();

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.datasource.hikari.connection-timeout=250",
                "management.endpoints.web.exposure.include=*",
                "management.endpoint.idempotencyrecords.access=unrestricted",
                "idempotency.tenant.source=header",
                "idempotency.tenant.header=X-Tenant-Id",
                "idempotency.tenant.default-name=public",
                "idempotency.store.circuit-breaker.failure-threshold=1",
                "idempotency.store.circuit-breaker.open-duration=1s",
                "idempotency.store.replay-cache.enabled=true",
                "idempotency.store.replay-cache.time-to-live=10s");
        counter = host.context.getBean(StatementCounter.class);
        meters = host.context.getBean(MeterRegistry.class);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private HttpResponse<byte[]> post(String path) {
        return post(path, "{}");
    }

    private HttpResponse<byte[]> post(String path, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Idempotency-Key";
        all[headers.length + 1] = key;
        return host.http.post(path, body, all);
    }

    /** Runs the handler and replays it once, which is what makes a key hot. */
    private HttpResponse<byte[]> hot(String path) {
        HttpResponse<byte[]> first = post(path);
        assertThat(first.statusCode()).isEqualTo(201);
        assertReplay(post(path), first);
        counter.reset();
        return first;
    }

    private static Map<String, List<String>> headers(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = new HashMap<>(response.headers().map());
        headers.remove("date");
        return headers;
    }

    private static double requests(String operation, String outcome) {
        return meters.find("idempotency.requests").tags("operation", operation, "outcome", outcome).counters().stream()
                .mapToDouble(found -> found.count())
                .sum();
    }

    private static double lookups(String result) {
        return meters.get("idempotency.replay.cache.lookups")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    @ParameterizedTest
    @CsvSource({LEASE + ",leased-deposit", ATOMIC + ",atomic-deposit"})
    void areReplayedByteForByteWithoutAStatementAndCountedAsEver(String path, String operation) {
        HttpResponse<byte[]> first = post(path);
        HttpResponse<byte[]> stored = post(path);
        double replayed = requests(operation, "replayed");
        double found = lookups("hit");
        TestApplication.OUTCOMES.clear();
        counter.reset();

        HttpResponse<byte[]> cached = post(path);

        assertReplay(cached, first);
        assertThat(headers(cached)).isEqualTo(headers(stored));
        assertThat(TestApplication.OUTCOMES).containsExactly(Outcome.REPLAYED);
        assertThat(counter.statements()).isEmpty();
        assertThat(counter.commits()).isZero();
        assertThat(requests(operation, "replayed")).isEqualTo(replayed + 1);
        assertThat(lookups("hit")).isEqualTo(found + 1);
        assertThat(meters.get("idempotency.replay.cache.size").gauge().value()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {LEASE, ATOMIC})
    void areReadFromTheStoreByTheFirstReplay(String path) {
        HttpResponse<byte[]> first = post(path);
        counter.reset();

        assertReplay(post(path), first);
        assertThat(counter.statements()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {LEASE, ATOMIC})
    void areRefusedWithAnotherPayload(String path) {
        HttpResponse<byte[]> first = hot(path);

        assertProblem(post(path, "{\"other\":1}"), 409, "key-reused", false);
        assertThat(counter.statements()).isEmpty();
        assertReplay(post(path), first);
    }

    @ParameterizedTest
    @ValueSource(strings = {LEASE, ATOMIC})
    void ofAnotherTenantAreNoDuplicates(String path) {
        HttpResponse<byte[]> first = hot(path);

        HttpResponse<byte[]> other = post(path, "{}", "X-Tenant-Id", "other");
        assertThat(other.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(other.headers().firstValue("Location"))
                .isNotEqualTo(first.headers().firstValue("Location"));
        assertReplay(post(path, "{}", "X-Tenant-Id", "other"), other);
        assertReplay(post(path, "{}", "X-Tenant-Id", "other"), other);
        assertReplay(post(path), first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/slow", "/atomic/slow?account=cached"})
    void areNeverToldFromMemoryThatTheRequestIsInFlight(String path) throws Exception {
        OrderHandlers.entered = new CountDownLatch(1);
        OrderHandlers.gate = new CountDownLatch(1);
        CompletableFuture<HttpResponse<byte[]>> running = CompletableFuture.supplyAsync(() -> post(path));
        OrderHandlers.entered.await();
        for (int i = 0; i < 3; i++) {
            counter.reset();
            assertProblem(post(path), 409, "in-progress", true);
            assertThat(counter.statements()).isNotEmpty();
        }
        OrderHandlers.gate.countDown();

        HttpResponse<byte[]> first = running.get(30, TimeUnit.SECONDS);
        assertReplay(post(path), first);
    }

    @ParameterizedTest
    @CsvSource({
        LEASE + ",result_expires_at",
        ATOMIC + ",result_expires_at",
        LEASE + ",expires_at",
        ATOMIC + ",expires_at"
    })
    void endWithTheRecordsOwnTime(String path, String column) {
        HttpResponse<byte[]> first = post(path);
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET " + column
                        + " = clock_timestamp() + interval '2 seconds' WHERE idempotency_key = ?",
                key);
        counter.reset();
        assertReplay(post(path), first);
        assertReplay(post(path), first);
        assertThat(counter.statements()).hasSize(1);

        // Sooner than the cache's own time.
        await().atMost(Duration.ofSeconds(8))
                .until(() ->
                        post(path).headers().firstValue("Idempotent-Replayed").isEmpty());
        if (column.equals("result_expires_at")) {
            assertProblem(post(path), 409, "result-expired", false);
        } else {
            HttpResponse<byte[]> second = post(path);
            assertThat(second.headers().firstValue("Location"))
                    .isPresent()
                    .isNotEqualTo(first.headers().firstValue("Location"));
        }
    }

    @ParameterizedTest
    @CsvSource({LEASE + ",leased-deposit", ATOMIC + ",atomic-deposit"})
    void seeWhatAnOperatorDidHereAtOnce(String path, String operation) {
        HttpResponse<byte[]> first = hot(path);
        RecordKey record = new RecordKey(new Tenant(Tenant.Source.HEADER, "public"), operation, key);
        HttpResponse<byte[]> evicted = host.http.post(
                "/actuator/idempotencyrecords/" + record.id(),
                "{\"action\":\"evict\",\"reason\":\"a test payment\"}",
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("alice:pw".getBytes()));
        assertThat(evicted.statusCode()).as(HttpCalls.text(evicted)).isEqualTo(200);

        HttpResponse<byte[]> second = post(path);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Location"))
                .isNotEqualTo(first.headers().firstValue("Location"));
    }

    @Test
    void areReplayedEvenIfTheStoreIsAway() {
        JdbcTemplate server = new JdbcTemplate(new DriverManagerDataSource(
                DATABASE.url().replace("/" + DATABASE.name(), "/postgres"), DATABASE.username(), DATABASE.password()));
        HttpResponse<byte[]> lease = hot(LEASE);
        HttpResponse<byte[]> atomic = hot(ATOMIC);
        server.execute("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS false");
        try {
            server.queryForList(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", DATABASE.name());
            assertProblem(host.http.post(LEASE, "{}", "Idempotency-Key", newKey()), 503, "store-unavailable", true);
            assertReplay(post(LEASE), lease);
            assertReplay(post(ATOMIC), atomic);
        } finally {
            server.execute("ALTER DATABASE " + DATABASE.name() + " ALLOW_CONNECTIONS true");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        host.http.post(LEASE, "{}", "Idempotency-Key", newKey()).statusCode() == 201);
    }
}
