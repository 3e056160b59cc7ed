package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

class SimulateHttpTests extends HttpTestSupport {

    private String type;

    @BeforeEach
    void aNewTypeOfEvent() {
        type = UUID.randomUUID().toString();
    }

    @Test
    void delayWaitsBeforeTheEffect() {
        Instant start = Instant.now();

        postEvent("delay=300").exchange().expectStatus().isAccepted();

        assertThat(Duration.between(start, recordedAt())).isGreaterThan(Duration.ofMillis(299));
    }

    @Test
    void failFailsBeforeTheEffect() {
        postEvent("fail=503")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);

        assertThat(events()).isZero();
    }

    @Test
    void failAfterFailsAfterTheEffect() {
        postEvent("delay=1, fail-after=500").exchange().expectStatus().isEqualTo(500);

        assertThat(events()).isOne();
    }

    @Test
    void loseResponseDoesTheWorkAndClosesTheConnectionWithoutAByte() throws IOException {
        assertThat(bytesAnsweredTo("lose-response")).isZero();

        assertThat(events()).isOne();
    }

    @Test
    void errorsAreLostLikeAnyOtherResponse() throws IOException {
        assertThat(bytesAnsweredTo("lose-response, fail=500")).isZero();

        assertThat(events()).isZero();
    }

    @Test
    void aProviderThatAnswersTooLateHasChargedAndARetryCompletesThePayment() {
        String account = accountWith("100.00");
        String key = newKey();

        postPayment(account, "30.00", key)
                .header("X-Simulate", "provider-timeout")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.GATEWAY_TIMEOUT)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("provider-timeout");
        assertThat(balanceOf(account)).isEqualTo("100.00");
        String reference = jdbc.sql("select reference from provider_charge order by created_at desc limit 1")
                .query(String.class)
                .single();

        postPayment(account, "30.00", key).exchange().expectStatus().isCreated();

        assertThat(balanceOf(account)).isEqualTo("70.00");
        http.get()
                .uri("/provider/charges?reference={reference}", reference)
                .exchange()
                .expectBody()
                .jsonPath("$.count")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "delay", "delay=-1", "delay=1s", "fail=200", "fail=abc", "fail-after="})
    void aDirectiveThatMakesNoSenseIsABadRequest(String directive) {
        postEvent(directive)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("invalid-simulation");

        assertThat(events()).isZero();
    }

    private RestTestClient.RequestHeadersSpec<?> postEvent(String simulate) {
        return post("/events", body()).header("X-Simulate", simulate);
    }

    private String body() {
        return """
                {"type":"%s"}""".formatted(type);
    }

    private int bytesAnsweredTo(String simulate) throws IOException {
        String request = """
                POST /events HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: %d\r
                X-Simulate: %s\r
                \r
                %s""".formatted(body().length(), simulate, body());
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readAllBytes().length;
        }
    }

    private int events() {
        return jdbc.sql("select count(*) from event where type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    private Instant recordedAt() {
        return jdbc.sql("select created_at from event where type = ?")
                .param(type)
                .query(java.sql.Timestamp.class)
                .single()
                .toInstant();
    }
}
