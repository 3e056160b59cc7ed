package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
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
    void refusesOrRunsByPolicyWhileTheDatabaseIsAwayAndRecoversWithoutARestart() {
        JdbcTemplate server = new JdbcTemplate(new DriverManagerDataSource(
                database.url().replace("/" + database.name(), "/postgres"), database.username(), database.password()));
        try (ConfigurableApplicationContext context = start()) {
            HttpCalls http = calls(context);
            HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", "before");
            int before = OrderHandlers.RUNS.get();

            server.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false");
            server.queryForList(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", database.name());

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
