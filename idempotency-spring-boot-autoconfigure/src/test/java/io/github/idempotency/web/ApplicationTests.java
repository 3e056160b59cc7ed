package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tests against the one running application, over real HTTP and on a real PostgreSQL. */
@SpringBootTest(
        classes = TestApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.flyway.locations=classpath:db/testapp",
            "spring.jpa.hibernate.ddl-auto=validate",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.idempotencyrecords.access=unrestricted",
            "idempotency.reconcile.interval=1s",
            "idempotency.client.correlation.enabled=true",
            "idempotency.observed=true"
        })
abstract class ApplicationTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    /** On connections of its own. */
    static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        for (String property : DATABASE.springProperties()) {
            int separator = property.indexOf('=');
            registry.add(property.substring(0, separator), () -> property.substring(separator + 1));
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    IdempotentOperations operations;

    HttpCalls http;

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
        OrderHandlers.gate = new CountDownLatch(0);
        OrderHandlers.entered = new CountDownLatch(1);
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    static int runs() {
        return OrderHandlers.RUNS.get();
    }

    static int deposits(String account) {
        return DATABASE_ITSELF.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
    }

    static int records(String key) {
        return DATABASE_ITSELF.queryForObject(
                "SELECT count(*) FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key);
    }

    static void assertReplay(HttpResponse<byte[]> replay, HttpResponse<byte[]> first) {
        assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(replay.statusCode()).isEqualTo(first.statusCode());
        assertThat(replay.body()).isEqualTo(first.body());
        assertThat(replay.headers().allValues("Location"))
                .isEqualTo(first.headers().allValues("Location"));
        assertThat(replay.headers().allValues("Content-Type"))
                .isEqualTo(first.headers().allValues("Content-Type"));
    }

    static void assertProblem(HttpResponse<byte[]> response, int status, String code, boolean retryable) {
        assertThat(response.statusCode()).as(HttpCalls.text(response)).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(HttpCalls.text(response))
                .contains(
                        "\"type\":\"",
                        "\"title\":\"",
                        "\"status\":" + status,
                        "\"detail\":\"",
                        "\"instance\":\"/",
                        "\"code\":\"" + code + '"',
                        "\"retryable\":" + retryable);
        assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(retryable);
    }
}
