package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A payment whose provider is overloaded, then charges and breaks the connection, then answers. */
@TestPropertySource(properties = "idempotency.client.destinations.provider.deadline=30s")
class ProviderRetryHttpTests extends HttpTestSupport {

    private static final List<Headers> RECEIVED = new CopyOnWriteArrayList<>();
    private static final List<String> BODIES = new CopyOnWriteArrayList<>();
    private static final HttpServer PROVIDER = provider();

    private static HttpServer provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/provider/charges", ProviderRetryHttpTests::charge);
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void charge(HttpExchange exchange) throws IOException {
        try (exchange) {
            RECEIVED.add(exchange.getRequestHeaders());
            BODIES.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (RECEIVED.size() == 1) {
                exchange.sendResponseHeaders(503, -1);
            } else if (RECEIVED.size() == 3) {
                String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
                byte[] body = """
                        {"id":"%s","reference":"%s","voided":false}""".formatted(UUID.randomUUID(), key).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(201, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        properties.add(
                "sample.provider.base-url",
                () -> "http://localhost:" + PROVIDER.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        PROVIDER.stop(0);
    }

    @Test
    void aPaymentSurvivesTroubleOnTheWayToItsProviderUnderOneKey() {
        String account = accountWith("100.00");

        postPayment(account, "30.00", newKey())
                .header("X-Correlation-Id", "checkout-7")
                .exchange()
                .expectStatus()
                .isCreated();

        String reference = jdbc.sql("select reference from payment where account_id = ?")
                .param(account)
                .query(String.class)
                .single();
        assertThat(RECEIVED).hasSize(3);
        assertThat(RECEIVED)
                .extracting(headers -> headers.getFirst("Idempotency-Key"))
                .containsOnly(reference);
        assertThat(RECEIVED)
                .extracting(headers -> headers.getFirst("X-Correlation-Id"))
                .containsOnly("checkout-7");
        assertThat(BODIES).containsOnly(BODIES.get(0));
        assertThat(balanceOf(account)).isEqualTo("70.00");
        assertThat(http.get()
                        .uri("/actuator/prometheus")
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody())
                .contains("idempotency_client_retries_total{", "destination=\"provider\",reason=\"unavailable\"");
    }
}
