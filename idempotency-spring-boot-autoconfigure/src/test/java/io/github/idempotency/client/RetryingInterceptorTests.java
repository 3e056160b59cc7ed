package io.github.idempotency.client;

import static io.github.idempotency.client.ScriptedServer.answer;
import static io.github.idempotency.client.ScriptedServer.empty;
import static io.github.idempotency.client.ScriptedServer.problem;
import static io.github.idempotency.client.ScriptedServer.reset;
import static io.github.idempotency.client.ScriptedServer.silence;
import static io.github.idempotency.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.idempotency.client.ScriptedServer.Received;
import io.github.idempotency.client.ScriptedServer.Reply;
import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.InboundCall;
import io.github.idempotency.core.RetryAllowance;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

class RetryingInterceptorTests {

    private static final String KEY = "Idempotency-Key";

    private final TestCalls calls = new TestCalls();
    private ScriptedServer server;
    private Destination destination;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        destination = TestCalls.destination("localhost:" + server.port());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        InboundCall.set(null);
    }

    private RestClient client(ClientHttpRequestInterceptor... others) {
        return client(new JdkClientHttpRequestFactory(), others);
    }

    private RestClient client(ClientHttpRequestFactory factory, ClientHttpRequestInterceptor... others) {
        return RestClient.builder()
                .baseUrl(server.url())
                .requestFactory(factory)
                .requestInterceptor(new RetryingInterceptor(calls.to(destination)))
                .requestInterceptors(list -> list.addAll(List.of(others)))
                .defaultStatusHandler(any -> true, (request, response) -> {})
                .build();
    }

    private ResponseEntity<String> post(RestClient client) {
        return client.post().uri("/orders").body("{\"item\":7}").retrieve().toEntity(String.class);
    }

    private List<String> keys() {
        return server.received.stream().map(request -> request.header(KEY)).toList();
    }

    @Test
    void allAttemptsCarryOneKeyAndOneBody() {
        server.script(status(503), reset());
        ResponseEntity<String> response = post(client());
        assertThat(response.getBody()).isEqualTo("done");
        assertThat(server.received).hasSize(3);
        assertThat(keys()).doesNotContainNull().containsOnly(keys().get(0));
        assertThat(server.received).extracting(Received::body).containsOnly("{\"item\":7}");
        assertThat(server.received)
                .extracting(request -> request.header("Idempotency-Attempt"))
                .containsExactly("1/3", "2/3", "3/3");
        assertThat(calls.heardExceptAttempts()).containsExactly("retry unavailable", "retry reset", "recovered reset");
    }

    @Test
    void twoLogicalCallsCarryTwoKeys() {
        RestClient client = client();
        post(client);
        post(client);
        assertThat(keys()).doesNotHaveDuplicates().hasSize(2);
    }

    /** What the other tests would not notice if the key were minted within the loop. */
    @Test
    void aKeyMintedWithinTheRetryLoopWouldDiffer() {
        server.script(status(503));
        AtomicInteger mint = new AtomicInteger();
        post(client((request, body, execution) -> {
            request.getHeaders().set(KEY, "minted-" + mint.incrementAndGet());
            return execution.execute(request, body);
        }));
        assertThat(keys()).containsExactly("minted-1", "minted-2");
    }

    @Test
    void otherInterceptorsRunForEachAttemptOnHeadersOfItsOwn() {
        server.script(status(503));
        AtomicInteger token = new AtomicInteger();
        post(client((request, body, execution) -> {
            request.getHeaders().add("Authorization", "token-" + token.incrementAndGet());
            return execution.execute(request, body);
        }));
        assertThat(server.received)
                .extracting(request -> request.header("Authorization"))
                .containsExactly("token-1", "token-2");
    }

    static Stream<Arguments> whatIsRetried() {
        return Stream.of(
                arguments("425", status(425), "too-early"),
                arguments("429", status(429), "too-many-requests"),
                arguments("502", status(502), "bad-gateway"),
                arguments("503", status(503), "unavailable"),
                arguments("504", status(504), "gateway-timeout"),
                arguments("409 in progress", problem(409, "{\"code\":\"in-progress\",\"retryable\":true}"), "problem"),
                arguments("retryable outranks 422", problem(422, "{\"retryable\":true}"), "problem"),
                arguments("our directive outranks 400", status(400, "Idempotency-Retry", "true"), "directive"),
                arguments("Stripe's directive", status(409, "Stripe-Should-Retry", "true"), "directive"),
                arguments("Adyen's directive", status(422, "transient-error", "true"), "directive"),
                arguments(
                        "directive outranks problem",
                        problem(409, "{\"retryable\":false}", "Idempotency-Retry", "true"),
                        "directive"),
                arguments("reset", reset(), "reset"),
                arguments("empty response", empty(), "reset"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsRetried")
    void isRetried(String name, Reply failure, String reason) {
        server.script(failure);
        assertThat(post(client()).getBody()).isEqualTo("done");
        assertThat(calls.heardExceptAttempts()).containsExactly("retry " + reason, "recovered " + reason);
    }

    static Stream<Arguments> whatIsNotRetried() {
        return Stream.of(
                arguments("400", status(400)),
                arguments("404", status(404)),
                arguments("408", status(408)),
                arguments("409 of unknown kind", status(409)),
                arguments("409 key reused", problem(409, "{\"code\":\"key-reused\",\"retryable\":false}")),
                arguments("422", status(422)),
                arguments("500", status(500)),
                arguments("501", status(501)),
                arguments("599", status(599)),
                arguments("503 not retryable", problem(503, "{\"retryable\":false}")),
                arguments("503 with a directive", status(503, "Idempotency-Retry", "false")),
                arguments("503 with Stripe's directive", status(503, "Stripe-Should-Retry", "false")),
                arguments("replayed 503", status(503, "Idempotent-Replayed", "true")),
                arguments(
                        "replayed 503 with a directive",
                        status(503, "Idempotent-Replayed", "true", "Idempotency-Retry", "true")),
                arguments("200 with a directive", status(200, "Idempotency-Retry", "true")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsNotRetried")
    void isNotRetried(String name, Reply answer) {
        server.script(answer);
        post(client());
        assertThat(server.received).hasSize(1);
        assertThat(calls.heardExceptAttempts()).isEmpty();
    }

    @Test
    void anUnknownExceptionIsNotRetried() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() -> post(client((request, body, execution) -> {
                    runs.incrementAndGet();
                    throw new IOException("the disk is full");
                })));
        assertThat(runs).hasValue(1);
    }

    @Test
    void aTimeoutIsRetried() {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory();
        factory.setReadTimeout(Duration.ofSeconds(1));
        server.script(silence());
        assertThat(post(client(factory)).getBody()).isEqualTo("done");
        assertThat(calls.heardExceptAttempts()).containsExactly("retry timeout", "recovered timeout");
    }

    @Test
    void aRefusedConnectionIsRetried() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        destination = TestCalls.destination("localhost");
        RestClient client = client();
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() ->
                        client.post().uri("http://localhost:" + free).retrieve().toBodilessEntity());
        assertThat(calls.heard)
                .containsExactly(
                        "attempt", "retry connect", "attempt", "retry connect", "attempt", "given up attempts");
    }

    @Test
    void anotherRequestFactoryFailsInItsOwnWaysAndIsRetriedAlike() {
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
        factory.setReadTimeout(Duration.ofSeconds(1));
        server.script(reset(), silence());
        assertThat(post(client(factory)).getBody()).isEqualTo("done");
        assertThat(server.received).hasSizeGreaterThanOrEqualTo(3);
        assertThat(keys()).containsOnly(keys().get(0));
    }

    @Test
    void theLastAnswerReachesTheCallerWhole() {
        String long503 = "{\"retryable\":true,\"detail\":\"" + "x".repeat(3 * PeekedResponse.LIMIT) + "\"}";
        server.always(problem(503, long503));
        ResponseEntity<String> response = post(client());
        assertThat(response.getStatusCode().value()).isEqualTo(503);
        assertThat(response.getBody()).isEqualTo(long503);
        assertThat(server.received).hasSize(3);
        assertThat(calls.heardExceptAttempts()).endsWith("given up attempts");
    }

    @Test
    void waitsGrowAndAreRandomFromZero() {
        destination = TestCalls.with(destination, 10, Duration.ofMinutes(1));
        server.always(status(503));
        calls.random = 0.5;
        post(client());
        assertThat(calls.waits)
                .extracting(Duration::toMillis)
                .containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 2500L, 2500L, 2500L);
        calls.waits.clear();
        calls.random = 0;
        post(client());
        assertThat(calls.waits).hasSize(9).containsOnly(Duration.ZERO);
    }

    @Test
    void noWaitPassesTheDeadline() {
        destination = TestCalls.with(destination, 10, Duration.ofMillis(500));
        server.always(status(503));
        post(client());
        assertThat(calls.waits).extracting(Duration::toMillis).containsExactly(50L, 100L, 200L);
        assertThat(calls.heardExceptAttempts()).endsWith("given up deadline");
    }

    @Test
    void retryAfterIsWaitedForOnTopOfTheJitter() {
        server.script(status(503, "Retry-After", "2"));
        post(client());
        assertThat(calls.waits).containsExactly(Duration.ofMillis(2050));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600", "99999999999999999999"})
    void aRetryAfterBeyondTheDeadlineIsNotWaitedFor(String seconds) {
        server.script(status(503, "Retry-After", seconds));
        assertThat(post(client()).getStatusCode().value()).isEqualTo(503);
        assertThat(calls.waits).isEmpty();
        assertThat(calls.heardExceptAttempts()).containsExactly("given up deadline");
    }

    @Test
    void whatIsLeftOfTheBudgetIsUsedAndNoMore() {
        destination = TestCalls.with(destination, new RetryBudget(0, 1, Duration.ofSeconds(1), calls.now::get));
        calls.random = 0;
        server.always(status(503));
        post(client());
        assertThat(calls.heard).containsExactly("attempt", "retry unavailable", "attempt", "given up budget");
        post(client());
        assertThat(calls.heard).endsWith("attempt", "given up budget");
    }

    @Test
    void aPostWithoutAKeyIsNotRetried() {
        server.always(status(503));
        client().post().uri("/orders").attributes(OutgoingKey.none()).retrieve().toBodilessEntity();
        destination = TestCalls.with(destination, KEY, KeyDialect.BARE, 255, false);
        post(client());
        assertThat(server.received).hasSize(2);
        assertThat(keys()).containsOnlyNulls();
        assertThat(calls.heardExceptAttempts()).containsExactly("given up no-key", "given up no-key");
    }

    @Test
    void idempotentMethodsAreRetriedWithoutAKey() {
        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE)) {
            server.received.clear();
            server.script(status(503));
            client().method(method).uri("/orders/7").retrieve().toBodilessEntity();
            assertThat(server.received).as(method.name()).hasSize(2);
            assertThat(keys()).containsOnlyNulls();
        }
    }

    private ResponseEntity<String> postFor(InboundCall inbound, boolean freedByFailure) {
        InboundCall.set(inbound);
        try (CurrentExecution.Scope scope = new CurrentExecution(Executions.of("order-7"), freedByFailure).open()) {
            assertThat(scope).isNotNull();
            return post(client());
        }
    }

    private List<String> sent(String header) {
        return server.received.stream().map(request -> request.header(header)).toList();
    }

    @Test
    void anInnerCallIsNotRetriedIfItsCallerIsGoingTo() {
        server.script(status(503));
        postFor(new InboundCall("order-7", "2/3"), true);
        assertThat(server.received).hasSize(1);
        assertThat(sent("Idempotency-Attempt")).containsExactly("2/3");
        assertThat(sent("Idempotency-Retry-Budget")).containsExactly("0");
        assertThat(sent("X-Correlation-Id")).containsExactly("order-7");
        assertThat(calls.heardExceptAttempts()).containsExactly("given up caller-retries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/1", "3/3", "3/2"})
    void anInnerCallIsRetriedIfItsCallerHasNoAttemptLeft(String attempt) {
        server.script(status(503));
        postFor(new InboundCall("order-7", attempt), true);
        assertThat(server.received).hasSize(2);
    }

    /** The 500 that comes of it is retried by nobody. */
    @Test
    void anInnerCallIsRetriedIfItsFailureAsksTheCallerForNothing() {
        server.script(status(503));
        postFor(new InboundCall("order-7", "1/3"), false);
        assertThat(server.received).hasSize(2);
        InboundCall.set(new InboundCall("order-7", "1/3"));
        server.script(status(503));
        post(client());
        assertThat(server.received).hasSize(4);
    }

    @Test
    void allCallsOfARequestSpendWhatItsCallerHasLeft() {
        InboundCall inbound = new InboundCall("order-7", "1/3", new RetryAllowance(3));
        server.script(status(503), status(503), status(200), status(503), status(503));
        postFor(inbound, true);
        assertThat(sent("Idempotency-Attempt")).containsExactly("1/3", "2/3", "3/3");
        assertThat(sent("Idempotency-Retry-Budget")).containsExactly("3", "2", "1");
        postFor(inbound, true);
        assertThat(server.received).hasSize(5);
        assertThat(sent("Idempotency-Retry-Budget")).endsWith("1", "0");
        assertThat(calls.heardExceptAttempts()).endsWith("retry unavailable", "given up shared-budget");
    }

    @Test
    void aSpentBudgetIsPassedOn() {
        server.script(status(503));
        postFor(new InboundCall("order-7", "3/3", new RetryAllowance(0)), true);
        assertThat(sent("Idempotency-Retry-Budget")).containsExactly("0");
        assertThat(calls.heardExceptAttempts()).containsExactly("given up shared-budget");
    }

    @Test
    void whatAServiceHasSpentIsNotSpentAgain() {
        server.always(problem(503, "{\"retryable\":true}", "Idempotency-Retry-Budget", "1"));
        post(client());
        assertThat(sent("Idempotency-Retry-Budget")).containsExactly("2", "0");
        assertThat(calls.heardExceptAttempts()).containsExactly("retry problem", "given up shared-budget");
    }

    @Test
    void noServiceCanRaiseTheBudget() {
        server.always(problem(503, "{\"retryable\":true}", "Idempotency-Retry-Budget", "9"));
        post(client());
        assertThat(sent("Idempotency-Retry-Budget")).containsExactly("2", "1", "0");
    }

    @Test
    void aRetryThatTheDestinationsBudgetRefusesIsLeftToTheCaller() {
        destination = TestCalls.with(destination, new RetryBudget(0, 0, Duration.ofSeconds(1), calls.now::get));
        RetryAllowance allowance = new RetryAllowance(2);
        server.script(status(503));
        postFor(new InboundCall("order-7", "1/3", allowance), true);
        assertThat(calls.heardExceptAttempts()).containsExactly("given up budget");
        assertThat(allowance.remaining()).isEqualTo(2);
    }

    @Test
    void aCorrelationIdIsMadeUpWhereThereIsNoneAndKeptOverAttempts() {
        server.script(status(503));
        post(client());
        assertThat(server.received)
                .extracting(request -> request.header("X-Correlation-Id"))
                .doesNotContainNull()
                .containsOnly(server.received.get(0).header("X-Correlation-Id"));
    }

    @Test
    void anInterruptedWaitEndsTheCall() {
        server.script(status(503));
        OutgoingCalls interrupted = new OutgoingCalls(
                new Destinations(List.of(destination)), null, calls, new Timing(System::nanoTime, () -> 0, wait -> {
                    throw new InterruptedException();
                }));
        RestClient client = RestClient.builder()
                .requestInterceptor(new RetryingInterceptor(interrupted))
                .build();
        assertThatExceptionOfType(ResourceAccessException.class)
                .isThrownBy(() -> client.post().uri(server.url()).retrieve().toBodilessEntity());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls.heardExceptAttempts()).endsWith("given up interrupted");
    }

    @Test
    void callsToOtherHostsAreLeftAlone() {
        destination = TestCalls.destination("api.example.org");
        server.script(status(503));
        post(client());
        assertThat(server.received).hasSize(1);
        assertThat(server.received.get(0).headers())
                .doesNotContainKeys(KEY.toLowerCase(), "idempotency-attempt", "x-correlation-id");
        assertThat(calls.heard).isEmpty();
    }

    @Test
    void aSuccessIsHandedOverUnread() {
        server.script(answer(200, "application/problem+json", "{\"retryable\":true}"));
        assertThat(post(client()).getBody()).isEqualTo("{\"retryable\":true}");
        assertThat(server.received).hasSize(1);
    }
}
