package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A tenant that uses new keys faster, or stores more, than it may. */
class LimitsTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                "management.endpoints.web.exposure.include=idempotency",
                "idempotency.tenant.source=header",
                "idempotency.tenant.header=X-Tenant-Id",
                "idempotency.rate-limit.enabled=true",
                "idempotency.rate-limit.keys=1",
                "idempotency.rate-limit.period=1h",
                "idempotency.rate-limit.burst=3",
                "idempotency.rate-limit.risk-classes.low.keys=1",
                "idempotency.rate-limit.risk-classes.low.period=1d",
                "idempotency.rate-limit.risk-classes.low.burst=1",
                "idempotency.quota.enabled=true",
                "idempotency.quota.interval=1s",
                "idempotency.quota.tenants.full.records=2",
                "idempotency.quota.tenants.full-atomic.records=2",
                "idempotency.quota.per-operation.bytes=1GB");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpResponse<byte[]> post(String path, String tenant, String key, String body) {
        return host.http.post(path, body, "X-Tenant-Id", tenant, "Idempotency-Key", key);
    }

    private static int records(String tenant) {
        return host.context
                .getBean(JdbcTemplate.class)
                .queryForObject("SELECT count(*) FROM idempotency_record WHERE tenant = ?", Integer.class, tenant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/atomic/deposit?account=rated"})
    void getsNoNewKeyButItsReplaysAndConflictsWhileOthersAreServed(String path) {
        String tenant = "storming" + path.length();
        String key = newKey();
        HttpResponse<byte[]> first = post(path, tenant, key, "{}");
        for (int i = 0; i < 5; i++) {
            assertReplay(post(path, tenant, key, "{}"), first);
        }
        assertThat(post(path, tenant, newKey(), "{}").statusCode()).isEqualTo(201);
        assertThat(post(path, tenant, newKey(), "{}").statusCode()).isEqualTo(201);

        HttpResponse<byte[]> refused = post(path, tenant, newKey(), "{}");
        assertProblem(refused, 429, "rate-limited", true);
        assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(3_000L, 3_600L);
        assertReplay(post(path, tenant, key, "{}"), first);
        assertProblem(post(path, tenant, key, "{\"other\":1}"), 409, "key-reused", false);
        assertThat(post(path, tenant + "-other", newKey(), "{}").statusCode()).isEqualTo(201);
        assertThat(records(tenant)).isEqualTo(3);
    }

    @Test
    void escapesNothingByCallingItsTrafficSynthetic() {
        for (int i = 0; i < 3; i++) {
            assertThat(synthetic("pretending").statusCode()).isEqualTo(201);
        }
        assertProblem(synthetic("pretending"), 429, "rate-limited", true);
        assertThat(records("pretending")).isEqualTo(3);
    }

    private static HttpResponse<byte[]> synthetic(String tenant) {
        return host.http.post(
                "/orders", "{}", "X-Tenant-Id", tenant, "Idempotency-Key", newKey(), "Idempotency-Synthetic", "drill");
    }

    @Test
    void isHeldToTheRateOfTheRiskClass() {
        assertThat(post("/low", "careless", newKey(), "").statusCode()).isEqualTo(201);
        assertProblem(post("/low", "careless", newKey(), ""), 429, "rate-limited", true);
        assertThat(post("/orders", "careless", newKey(), "").statusCode()).isNotEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({"/orders,full", "/atomic/deposit?account=full,full-atomic"})
    void keepsItsReplaysWhenItsQuotaIsUsedUp(String path, String tenant) {
        String key = newKey();
        HttpResponse<byte[]> first = accepted(path, tenant, key);
        accepted(path, tenant, newKey());

        assertProblem(post(path, tenant, newKey(), "{}"), 429, "quota-exceeded", true);
        assertReplay(post(path, tenant, key, "{}"), first);
        assertThat(records(tenant)).isEqualTo(2);
        MeterRegistry registry = host.context.getBean(MeterRegistry.class);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(registry.get("idempotency.quota.tenant.usage")
                                .gauge()
                                .value())
                        .isEqualTo(1));
        assertThat(registry.get("idempotency.quota.tenants")
                        .tag("level", "hard")
                        .gauge()
                        .value())
                .isPositive();
        assertThat(HttpCalls.text(host.http.send("GET", "/actuator/idempotency", "")))
                .containsPattern("\"quota\":\\{\"highestOfTenants\":1.0,\"fullTenants\":[12],\"operations\":\\{");
    }

    /** What was just created may count twice until the next measurement. */
    private static HttpResponse<byte[]> accepted(String path, String tenant, String key) {
        AtomicReference<HttpResponse<byte[]>> response = new AtomicReference<>();
        await().until(() -> {
            response.set(post(path, tenant, key, "{}"));
            return response.get().statusCode() == 201;
        });
        return response.get();
    }

    @Test
    void isSeenInTheGaugeOfTheOperation() {
        MeterRegistry registry = host.context.getBean(MeterRegistry.class);
        assertThat(post("/orders", "measured", newKey(), "{}").statusCode()).isEqualTo(201);
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(registry.get("idempotency.quota.usage")
                                .tag("operation", "create-order")
                                .gauge()
                                .value())
                        .isBetween(1e-9, 0.1));
    }
}
