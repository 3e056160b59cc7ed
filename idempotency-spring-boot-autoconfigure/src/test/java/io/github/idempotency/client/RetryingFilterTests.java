package io.github.idempotency.client;

import static io.github.idempotency.client.ScriptedServer.problem;
import static io.github.idempotency.client.ScriptedServer.reset;
import static io.github.idempotency.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.idempotency.client.ScriptedServer.Received;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;

class RetryingFilterTests {

    private final TestCalls calls = new TestCalls();
    private ScriptedServer server;
    private Destination destination;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        destination = TestCalls.destination("localhost");
        calls.random = 0.01;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private ResponseEntity<String> post() {
        return Objects.requireNonNull(WebClient.builder()
                .baseUrl(server.url())
                .clientConnector(new JdkClientHttpConnector())
                .filter(new RetryingFilter(calls.to(destination)))
                .build()
                .post()
                .uri("/orders")
                .attributes(OutgoingKey.step("order"))
                .bodyValue("{\"item\":7}")
                .retrieve()
                .onStatus(any -> true, response -> Mono.empty())
                .toEntity(String.class)
                .block());
    }

    @Test
    void allAttemptsCarryOneKeyAndOneBody() {
        server.script(status(503), reset());
        assertThat(post().getBody()).isEqualTo("done");
        assertThat(server.received).hasSize(3);
        assertThat(server.received)
                .extracting(request -> request.header("Idempotency-Key"))
                .doesNotContainNull()
                .containsOnly(server.received.get(0).header("Idempotency-Key"));
        assertThat(server.received).extracting(Received::body).containsOnly("{\"item\":7}");
        assertThat(server.received)
                .extracting(request -> request.header("Idempotency-Attempt"))
                .containsExactly("1/3", "2/3", "3/3");
        assertThat(calls.heardExceptAttempts()).containsExactly("retry unavailable", "retry reset", "recovered reset");
    }

    @Test
    void problemDetailsDecideAndReachTheCallerWhole() {
        server.script(problem(409, "{\"retryable\":true}"), problem(409, "{\"retryable\":false}"));
        ResponseEntity<String> response = post();
        assertThat(response.getStatusCode().value()).isEqualTo(409);
        assertThat(response.getBody()).isEqualTo("{\"retryable\":false}");
        assertThat(server.received).hasSize(2);
    }

    @Test
    void attemptsAreBoundedAndTheLastFailureReachesTheCaller() {
        server.always(reset());
        assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(this::post);
        assertThat(calls.heard)
                .containsExactly("attempt", "retry reset", "attempt", "retry reset", "attempt", "given up attempts");
    }

    @Test
    void callsToOtherHostsAreLeftAlone() {
        destination = TestCalls.destination("api.example.org");
        server.script(status(503));
        assertThat(post().getStatusCode().value()).isEqualTo(503);
        assertThat(server.received.get(0).headers()).doesNotContainKeys("idempotency-key", "x-correlation-id");
    }
}
