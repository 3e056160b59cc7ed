package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.PostgresServer;
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

/** A tenant that uses new keys faster than it may. */
class KeyRateTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                "idempotency.tenant.source=header",
                "idempotency.tenant.header=X-Tenant-Id",
                "idempotency.rate-limit.enabled=true",
                "idempotency.rate-limit.keys=1",
                "idempotency.rate-limit.period=1h",
                "idempotency.rate-limit.burst=3",
                "idempotency.rate-limit.risk-classes.low.keys=1",
                "idempotency.rate-limit.risk-classes.low.period=1d",
                "idempotency.rate-limit.risk-classes.low.burst=1");
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
    void isHeldToTheRateOfTheRiskClass() {
        assertThat(post("/low", "careless", newKey(), "").statusCode()).isEqualTo(201);
        assertProblem(post("/low", "careless", newKey(), ""), 429, "rate-limited", true);
        assertThat(post("/orders", "careless", newKey(), "").statusCode()).isNotEqualTo(429);
    }
}
