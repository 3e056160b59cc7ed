package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two instances on one database: sixty-four requests with one key at once, and one count of all. */
class TwoInstancesHttpTests extends HttpTestSupport {

    private static final int REQUESTS = 64;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"/payments", "/transfers"})
    void oneEffectAndOneAnswer(String path) throws Exception {
        try (ConfigurableApplicationContext second = secondInstance()) {
            int secondPort =
                    ((WebServerApplicationContext) second).getWebServer().getPort();
            String account = accountWith("100.00");
            String body = path.equals("/payments")
                    ? "{\"accountId\":\"%s\",\"amount\":\"1.00\",\"currency\":\"EUR\"}".formatted(account)
                    : "{\"from\":\"%s\",\"to\":\"carol\",\"amount\":\"1.00\"}".formatted(account);
            String key = newKey();

            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                calls.add(send(i % 2 == 0 ? port : secondPort, path, body, key));
            }
            List<HttpResponse<String>> created = new ArrayList<>();
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                HttpResponse<String> response = call.get(60, TimeUnit.SECONDS);
                if (response.statusCode() == 409) {
                    assertThat(response.body()).contains("\"code\":\"in-progress\"");
                } else {
                    created.add(response);
                }
            }
            created.add(send(port, path, body, key).get(60, TimeUnit.SECONDS));
            created.add(send(secondPort, path, body, key).get(60, TimeUnit.SECONDS));

            assertThat(created).extracting(HttpResponse::statusCode).containsOnly(201);
            assertThat(created)
                    .extracting(HttpResponse::body)
                    .containsOnly(created.get(0).body());
            assertThat(created)
                    .extracting(response -> response.headers().allValues("Location"))
                    .containsOnly(created.get(0).headers().allValues("Location"));
            assertThat(created)
                    .extracting(response -> response.headers().allValues("Content-Type"))
                    .containsOnly(created.get(0).headers().allValues("Content-Type"));
            assertThat(created.stream()
                            .filter(response -> response.headers()
                                    .firstValue("Idempotent-Replayed")
                                    .isEmpty()))
                    .hasSize(1);
            assertThat(balanceOf(account)).isEqualTo("99.00");
        }
    }

    @Test
    void eitherEndpointShowsTheSumAndAShutdownLosesNothing() throws Exception {
        String client = "two/" + newKey().substring(0, 8);
        try (ConfigurableApplicationContext second = secondInstance()) {
            int secondPort =
                    ((WebServerApplicationContext) second).getWebServer().getPort();
            recordEvents(port, client, 3);
            recordEvents(secondPort, client, 4);
            for (int instance : List.of(port, secondPort)) {
                Awaitility.await()
                        .untilAsserted(
                                () -> assertThat(requestsOf(client, instance)).isEqualTo(7));
            }
            recordEvents(secondPort, client, 2);
        }
        assertThat(requestsOf(client, port)).isEqualTo(9);
    }

    private void recordEvents(int instance, String clientVersion, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + instance + "/events"))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", newKey())
                    .header("X-Client-Version", clientVersion)
                    .POST(BodyPublishers.ofString("{\"type\":\"counted\"}"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(202);
        }
    }

    private long requestsOf(String clientVersion, int instance) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + instance + "/actuator/idempotency/record-event?window=2h"))
                .build();
        JsonNode operation = JsonMapper.shared()
                .readTree(client.send(request, BodyHandlers.ofString()).body());
        assertThat(operation.at("/statistics/source").asString()).isEqualTo("all-instances");
        assertThat(operation.at("/statistics/window").asString()).isEqualTo("2h");
        return operation
                .path("rollout")
                .path("clients")
                .path(clientVersion)
                .path("requests")
                .asLong(0);
    }

    private static ConfigurableApplicationContext secondInstance() {
        return new SpringApplicationBuilder(SamplePaymentsApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--sample.provider.connect-timeout=10s",
                        "--sample.provider.read-timeout=3s",
                        "--idempotency.statistics.flush-interval=1s",
                        "--spring.datasource.url=" + DATABASE.url(),
                        "--spring.datasource.username=" + DATABASE.username(),
                        "--spring.datasource.password=" + DATABASE.password());
    }

    private CompletableFuture<HttpResponse<String>> send(int instance, String path, String body, String key) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + instance + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
