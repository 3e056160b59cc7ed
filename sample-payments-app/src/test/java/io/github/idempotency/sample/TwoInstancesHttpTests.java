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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Sixty-four requests with one key at once, over two instances on one database. */
class TwoInstancesHttpTests extends HttpTestSupport {

    private static final int REQUESTS = 64;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"/payments", "/transfers"})
    void oneEffectAndOneAnswer(String path) throws Exception {
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(SamplePaymentsApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--sample.provider.connect-timeout=10s",
                        "--sample.provider.read-timeout=3s",
                        "--spring.datasource.url=" + DATABASE.url(),
                        "--spring.datasource.username=" + DATABASE.username(),
                        "--spring.datasource.password=" + DATABASE.password())) {
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

    private CompletableFuture<HttpResponse<String>> send(int instance, String path, String body, String key) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + instance + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
