package io.github.idempotency.client;

import static io.github.idempotency.client.ScriptedServer.problem;
import static io.github.idempotency.client.ScriptedServer.reset;
import static io.github.idempotency.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchException;

import io.github.idempotency.client.ScriptedServer.Received;
import io.github.idempotency.client.ScriptedServer.Reply;
import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.UnansweredCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
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

    private Mono<String> namelessPost(Object body) {
        return WebClient.builder()
                .baseUrl(server.url())
                .clientConnector(new JdkClientHttpConnector())
                .filter(new RetryingFilter(calls.to(destination)))
                .build()
                .post()
                .uri("/orders")
                .bodyValue(body)
                .retrieve()
                .bodyToMono(String.class);
    }

    private List<String> keys() {
        return server.received.stream()
                .map(request -> request.header("Idempotency-Key"))
                .toList();
    }

    @Test
    void aCallThatIsSubscribedToAgainForWantOfADefiniteAnswerHasTheSameKey() {
        destination = TestCalls.with(destination, 1, Duration.ofSeconds(10));
        Reply half = socket -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf"
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.close();
        };
        server.script(status(503), reset(), half);
        try (CurrentExecution.Scope scope = new CurrentExecution(Executions.of("a"), true).open()) {
            assertThat(scope).isNotNull();
            Mono<String> order = namelessPost("x");
            for (int failure = 0; failure < 3; failure++) {
                assertThatExceptionOfType(WebClientException.class).isThrownBy(order::block);
            }
            assertThat(order.block()).isEqualTo("done");
            assertThat(order.block()).isEqualTo("done");
        }
        assertThat(keys()).hasSize(5);
        assertThat(keys().subList(0, 4)).containsOnly(keys().get(0));
        assertThat(keys().get(4)).isNotEqualTo(keys().get(0));
    }

    @Test
    void aFailureIsTheExecutionsToAnswer() {
        destination = TestCalls.with(destination, 1, Duration.ofSeconds(10));
        server.script(status(503, "Retry-After", "7"), reset());
        CurrentExecution execution = new CurrentExecution(Executions.of("a"), true);
        try (CurrentExecution.Scope scope = execution.open()) {
            assertThat(scope).isNotNull();
            for (Duration wait : List.of(Duration.ofSeconds(7), Duration.ZERO)) {
                Exception failure = catchException(() -> namelessPost("x").block());
                UnansweredCall call = execution.unansweredBehind(new IllegalStateException(failure));
                assertThat(call).isNotNull();
                assertThat(call.retryAfter()).isEqualTo(wait);
            }
            Exception other = WebClientResponseException.create(503, "Status", new HttpHeaders(), new byte[0], null);
            assertThat(execution.unansweredBehind(other)).isNull();
        }
    }

    @Test
    void callsToOtherHostsAreLeftAlone() {
        destination = TestCalls.destination("api.example.org");
        server.script(status(503));
        assertThat(post().getStatusCode().value()).isEqualTo(503);
        assertThat(server.received.get(0).headers()).doesNotContainKeys("idempotency-key", "x-correlation-id");
    }
}
