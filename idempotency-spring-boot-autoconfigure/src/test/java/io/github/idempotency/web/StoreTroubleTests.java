package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database that goes away and comes back. */
class StoreTroubleTests {

    private final TestDatabase database = PostgresServer.createDatabase();

    private ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0", "--spring.main.banner-mode=off", "--spring.flyway.locations=classpath:db/testapp"));
        // The last of two properties with one name counts; as two arguments they would make a list.
        Map<String, String> byName = new LinkedHashMap<>();
        Stream.concat(Stream.of(database.springProperties()), Stream.of(properties))
                .forEach(property -> byName.put(property.substring(0, property.indexOf('=')), property));
        byName.values().forEach(property -> arguments.add("--" + property));
        return new SpringApplicationBuilder(TestApplication.class).run(arguments.toArray(String[]::new));
    }

    private static HttpCalls calls(ConfigurableApplicationContext context) {
        return new HttpCalls(
                ((WebServerApplicationContext) context).getWebServer().getPort());
    }

    @Test
    void aStoreThatIsKnownToBeAwayIsNotAskedAndCostsNoTimeOut() {
        JdbcTemplate server = server();
        try (ConfigurableApplicationContext context = start(
                "idempotency.store.circuit-breaker.failure-threshold=3",
                "idempotency.store.circuit-breaker.open-duration=2s",
                "spring.datasource.hikari.connection-timeout=250",
                "management.endpoint.health.show-details=always",
                "management.health.db.enabled=false")) {
            HttpCalls http = calls(context);
            assertThat(http.post("/low", "{}", "Idempotency-Key", "before").statusCode())
                    .isEqualTo(201);
            assertThat(health(http)).contains("\"circuit\":\"closed\"");
            takeAway(server);

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                int calls = TestApplication.STORE_CALLS.get();
                HttpResponse<byte[]> bypassed = http.post("/low", "{}", "Idempotency-Key", "away");
                assertThat(bypassed.statusCode()).isEqualTo(201);
                assertThat(bypassed.headers().firstValue("Idempotency-Status")).hasValue("bypassed");
                ApplicationTests.assertProblem(
                        http.post("/orders", "{}", "Idempotency-Key", "away"), 503, "store-unavailable", true);
                ApplicationTests.assertProblem(
                        http.post("/atomic/deposit?account=away", "{}", "Idempotency-Key", "away-2"),
                        503,
                        "store-unavailable",
                        true);
                assertThat(TestApplication.STORE_CALLS).hasValue(calls);
            });
            assertThat(health(http)).contains("\"circuit\":\"");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("idempotency.store.circuit")
                            .tag("state", "closed")
                            .gauge()
                            .value())
                    .isZero();

            server.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS true");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> http.post("/orders", "{}", "Idempotency-Key", "away")
                                    .statusCode()
                            == 201);
            assertThat(http.post("/low", "{}", "Idempotency-Key", "after")
                            .headers()
                            .firstValue("Idempotency-Status"))
                    .isEmpty();
            assertThat(health(http)).contains("\"circuit\":\"closed\"");
        }
    }

    private static String health(HttpCalls http) {
        return HttpCalls.text(http.send("GET", "/actuator/health", ""));
    }

    private JdbcTemplate server() {
        return new JdbcTemplate(new DriverManagerDataSource(
                database.url().replace("/" + database.name(), "/postgres"), database.username(), database.password()));
    }

    private void takeAway(JdbcTemplate server) {
        server.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false");
        server.queryForList(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", database.name());
    }

    @Test
    void refusesOrRunsByPolicyWhileTheDatabaseIsAwayAndRecoversWithoutARestart() {
        JdbcTemplate server = server();
        try (ConfigurableApplicationContext context = start()) {
            HttpCalls http = calls(context);
            HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", "before");
            int before = OrderHandlers.RUNS.get();

            takeAway(server);

            for (String path : List.of("/orders", "/atomic/deposit?account=away")) {
                long start = System.nanoTime();
                HttpResponse<byte[]> refused = http.post(path, "{}", "Idempotency-Key", "away");
                ApplicationTests.assertProblem(refused, 503, "store-unavailable", true);
                // Twice the time-out of 2 s leaves room for a busy machine; the pool alone would wait for 30 s.
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            }
            assertThat(OrderHandlers.RUNS).hasValue(before);
            HttpResponse<byte[]> bypassed = http.post("/optional", "{}", "Idempotency-Key", "away");
            assertThat(bypassed.statusCode()).isEqualTo(201);
            assertThat(bypassed.headers().firstValue("Idempotency-Status")).hasValue("bypassed");

            server.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS true");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> http.post("/orders", "{}", "Idempotency-Key", "after")
                                    .statusCode()
                            == 201);
            ApplicationTests.assertReplay(http.post("/orders", "{}", "Idempotency-Key", "before"), first);
        }
    }
}
