package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The phases of a rollout, and the two switches. */
class RolloutTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static void withApplication(String property, Consumer<HttpCalls> test) {
        List<String> arguments = new ArrayList<>(List.of(
                "--" + property,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.flyway.locations=classpath:db/testapp"));
        for (String database : DATABASE.springProperties()) {
            arguments.add("--" + database);
        }
        TestApplication.OUTCOMES.clear();
        try (ConfigurableApplicationContext context =
                new SpringApplicationBuilder(TestApplication.class).run(arguments.toArray(String[]::new))) {
            test.accept(new HttpCalls(
                    ((WebServerApplicationContext) context).getWebServer().getPort()));
        }
    }

    private static String code(HttpResponse<byte[]> response) {
        return response.statusCode() + " " + HttpCalls.text(response).replaceAll(".*\"code\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void observeChangesNoResponseAndCounts() {
        withApplication("idempotency.rollout=observe", http -> {
            int before = OrderHandlers.RUNS.get();
            String key = "observe-" + before;
            assertThat(http.post("/orders", "{}").statusCode()).isEqualTo(201);
            assertThat(http.post("/orders", "{}", "Idempotency-Key", "not, one").statusCode())
                    .isEqualTo(201);
            for (String body : List.of("{}", "{}", "{\"other\":1}")) {
                HttpResponse<byte[]> response = http.post("/orders", body, "Idempotency-Key", key);
                assertThat(response.statusCode()).isEqualTo(201);
                assertThat(response.headers().map()).doesNotContainKeys("idempotent-replayed", "idempotency-status");
            }
            assertThat(http.post("/small", "more than sixteen bytes", "Idempotency-Key", key)
                            .body())
                    .isEqualTo("more than sixteen bytes".getBytes());
            assertThat(OrderHandlers.RUNS).hasValue(before + 6);
            assertThat(TestApplication.OUTCOMES)
                    .containsExactly(
                            Outcome.UNPROTECTED,
                            Outcome.UNPROTECTED,
                            Outcome.EXECUTED,
                            Outcome.WOULD_REPLAY,
                            Outcome.WOULD_CONFLICT,
                            Outcome.UNPROTECTED);
        });
    }

    @Test
    void optionalHonoursKeysAndDemandsNone() {
        withApplication("idempotency.rollout=optional", http -> {
            String key = "optional-" + OrderHandlers.RUNS.get();
            assertThat(http.post("/orders", "{}").statusCode()).isEqualTo(201);
            HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", key);
            HttpResponse<byte[]> differing = http.post("/orders", "{\"other\":1}", "Idempotency-Key", key);
            ApplicationTests.assertReplay(differing, first);
            assertThat(TestApplication.OUTCOMES)
                    .containsExactly(Outcome.UNPROTECTED, Outcome.EXECUTED, Outcome.REPLAYED_MISMATCH);
        });
    }

    @Test
    void requiredDemandsKeysAndOnlyObservesPayloads() {
        withApplication("idempotency.rollout=required", http -> {
            String key = "required-" + OrderHandlers.RUNS.get();
            assertThat(code(http.post("/orders", "{}"))).isEqualTo("400 key-required");
            HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", key);
            ApplicationTests.assertReplay(http.post("/orders", "{\"other\":1}", "Idempotency-Key", key), first);
        });
    }

    @Test
    void theKillSwitchRefusesWhatFailsClosedAndRunsTheRest() {
        withApplication("idempotency.enabled=false", http -> {
            int before = OrderHandlers.RUNS.get();
            assertThat(code(http.post("/orders", "{}", "Idempotency-Key", "k"))).isEqualTo("503 store-unavailable");
            assertThat(code(http.post("/atomic/deposit?account=k", "{}", "Idempotency-Key", "k")))
                    .isEqualTo("503 store-unavailable");
            HttpResponse<byte[]> medium =
                    http.post("/optional", "{}", "Idempotency-Key", "k", "Origin", "https://shop.example");
            assertThat(medium.statusCode()).isEqualTo(201);
            assertThat(medium.headers().firstValue("Idempotency-Status")).hasValue("bypassed");
            assertThat(medium.headers().allValues("Access-Control-Expose-Headers"))
                    .containsExactly("Idempotency-Status");
            assertThat(OrderHandlers.RUNS).hasValue(before + 1);
        });
    }
}
