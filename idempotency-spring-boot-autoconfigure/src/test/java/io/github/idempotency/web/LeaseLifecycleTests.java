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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What happens to running executions when the store or the application goes away. */
class LeaseLifecycleTests {

    private final TestDatabase database = PostgresServer.createDatabase();
    private final JdbcTemplate server = new JdbcTemplate(new DriverManagerDataSource(
            database.url().replace("/" + database.name(), "/postgres"), database.username(), database.password()));
    private final JdbcTemplate records =
            new JdbcTemplate(new DriverManagerDataSource(database.url(), database.username(), database.password()));

    @BeforeEach
    void closeTheGate() {
        OrderHandlers.gate = new CountDownLatch(1);
        OrderHandlers.entered = new CountDownLatch(1);
    }

    private ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0", "--spring.main.banner-mode=off", "--spring.flyway.locations=classpath:db/testapp"));
        for (String property : database.springProperties()) {
            arguments.add("--" + property);
        }
        arguments.addAll(List.of(properties));
        return new SpringApplicationBuilder(TestApplication.class).run(arguments.toArray(String[]::new));
    }

    private static HttpCalls calls(ConfigurableApplicationContext context) {
        return new HttpCalls(
                ((WebServerApplicationContext) context).getWebServer().getPort());
    }

    private static CompletableFuture<HttpResponse<byte[]>> begin(HttpCalls http) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> http.post("/slow", "{}", "Idempotency-Key", "k"));
        assertThat(OrderHandlers.entered.await(20, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    private String record() {
        return records.queryForObject("SELECT state || '/' || fence FROM idempotency_record", String.class);
    }

    @Test
    void aResponseThatCouldNotBeStoredReachesItsClientAndIsStoredLater() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            HttpCalls http = calls(context);
            CompletableFuture<HttpResponse<byte[]>> running = begin(http);
            server.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false");
            server.queryForList(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", database.name());
            OrderHandlers.gate.countDown();
            HttpResponse<byte[]> first = running.get(30, TimeUnit.SECONDS);
            assertThat(first.statusCode()).isEqualTo(201);

            server.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS true");
            await().atMost(Duration.ofSeconds(25)).until(() -> record().equals("1/1"));
            await().atMost(Duration.ofSeconds(25))
                    .untilAsserted(() ->
                            ApplicationTests.assertReplay(http.post("/slow", "{}", "Idempotency-Key", "k"), first));
        }
    }

    @Test
    void aGracefulShutdownWaitsForRunningHandlersAndKeepsTheirLeases() throws Exception {
        ConfigurableApplicationContext context =
                start("--server.shutdown=graceful", "--idempotency.risk-classes.high.lease=1s");
        CompletableFuture<HttpResponse<byte[]>> running = begin(calls(context));
        CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        records.queryForObject("SELECT lease_until > now() FROM idempotency_record", Boolean.class));
        OrderHandlers.gate.countDown();

        assertThat(running.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        closing.get(30, TimeUnit.SECONDS);
        assertThat(record()).isEqualTo("1/1");
    }
}
