package io.github.idempotency.client;

import static io.github.idempotency.client.ScriptedServer.reset;
import static io.github.idempotency.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.idempotency.client.ScriptedServer.Reply;
import io.github.idempotency.core.CurrentExecution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

class OutgoingKeyTests {

    private static final Consumer<Map<String, Object>> NOTHING = attributes -> {};

    private ScriptedServer server;
    private Destination destination;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        destination = TestCalls.destination("localhost");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RestClient client() {
        return RestClient.builder()
                .baseUrl(server.url())
                .requestInterceptor(new RetryingInterceptor(new TestCalls().to(destination)))
                .build();
    }

    private String post(Consumer<Map<String, Object>> attributes) {
        client().post()
                .uri("/orders")
                .attributes(attributes)
                .body("x")
                .retrieve()
                .toBodilessEntity();
        return lastKey();
    }

    private String lastKey() {
        return server.received.get(server.received.size() - 1).header(destination.header());
    }

    private static CurrentExecution execution(String key) {
        return new CurrentExecution(Executions.of(key), true);
    }

    @Test
    void aCallersOwnKeyIsSentInEveryAttempt() {
        server.script(status(503));
        assertThat(post(OutgoingKey.key("order-7"))).isEqualTo("order-7");
        assertThat(server.received).hasSize(2).allMatch(request -> "order-7".equals(request.header("Idempotency-Key")));
    }

    @Test
    void aKeyAroundACallIsSentWhereAClientHasNoAttributes() {
        assertThat(OutgoingKey.with("order-7", () -> post(NOTHING))).isEqualTo("order-7");
        assertThat(post(NOTHING)).isNotEqualTo("order-7");
    }

    @Test
    void aKeyInTheHeaderIsLeftAsItIsAndTheCallIsRetried() {
        destination = TestCalls.with(destination, "Idempotency-Key", KeyDialect.QUOTED, 32, true);
        server.script(status(503));
        client().post()
                .uri("/orders")
                .header("Idempotency-Key", "set by hand")
                .retrieve()
                .toBodilessEntity();
        assertThat(server.received)
                .hasSize(2)
                .allMatch(request -> "set by hand".equals(request.header("Idempotency-Key")));
    }

    @Test
    void aSecondCallUnderOneKeyIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> OutgoingKey.with("order-7", () -> {
                    post(NOTHING);
                    return post(NOTHING);
                }));
        assertThat(server.received).hasSize(1);
    }

    @Test
    void readingWithinABlockDoesNotUseTheKeyUp() {
        String key = OutgoingKey.with("order-7", () -> {
            client().get().uri("/orders").retrieve().toBodilessEntity();
            assertThat(lastKey()).isNull();
            return post(NOTHING);
        });
        assertThat(key).isEqualTo("order-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "with space", "umläut", "line\nbreak"})
    void aKeyThatCannotBeSentIsRefusedWithoutBeingShown(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> post(OutgoingKey.key(key)))
                .withMessage("The key of a call to destination shop must have 1 to 255 visible ASCII characters");
        assertThat(server.received).isEmpty();
    }

    @Test
    void aKeyLongerThanTheDestinationTakesIsRefused() {
        destination = TestCalls.with(destination, "Idempotency-Key", KeyDialect.BARE, 40, true);
        assertThat(post(OutgoingKey.key("k".repeat(40)))).hasSize(40);
        assertThatIllegalArgumentException().isThrownBy(() -> post(OutgoingKey.key("k".repeat(41))));
    }

    @Test
    void keysAreSpelledInTheDestinationsDialectUnderItsHeader() {
        destination = TestCalls.with(destination, "PayPal-Request-Id", KeyDialect.QUOTED, 255, true);
        assertThat(post(OutgoingKey.key("a\"b\\c"))).isEqualTo("\"a\\\"b\\\\c\"");
    }

    @Test
    void aKeyThatIsMadeUpFitsTheDestination() {
        assertThat(post(NOTHING)).hasSize(36);
        destination = TestCalls.with(destination, "Idempotency-Key", KeyDialect.BARE, 32, true);
        assertThat(post(NOTHING)).hasSize(32);
    }

    @Test
    void withinAnExecutionAStepHasTheSameKeyInEveryRunAndAnotherForEachRequest() {
        List<String> keys = List.of("a", "a", "b").stream()
                .map(key -> within(execution(key), () -> post(OutgoingKey.step("charge"))))
                .toList();
        assertThat(keys.get(0)).isEqualTo(keys.get(1)).isNotEqualTo(keys.get(2));
        assertThat(keys.get(0))
                .isEqualTo(execution("a").execution().derivedKey("charge"))
                .hasSize(36);
    }

    @Test
    void aStepAroundACallIsTheSameAsOneInItsAttributes() {
        within(
                execution("a"),
                () -> assertThat(OutgoingKey.withStep("charge", () -> post(NOTHING)))
                        .isEqualTo(post(OutgoingKey.step("charge")))
                        .isNotEqualTo(post(OutgoingKey.step("notify"))));
    }

    @Test
    void namelessCallsWithinAStepKeepTheirKeysWhicheverStepsRanBefore() {
        CurrentExecution first = execution("a");
        String outside = within(first, () -> post(NOTHING));
        String buyer = within(first.inStep("charge-buyer"), () -> post(NOTHING));
        String partner = within(first.inStep("charge-partner"), () -> post(NOTHING));
        String partnerResumed = within(execution("a").inStep("charge-partner"), () -> post(NOTHING));
        assertThat(partnerResumed).isEqualTo(partner).isNotEqualTo(buyer).isNotEqualTo(outside);
    }

    @Test
    void namelessCallsAreToldApartByMethodRouteAndOrder() {
        List<String> first = namelessCalls("a");
        assertThat(first).doesNotHaveDuplicates().isEqualTo(namelessCalls("a"));
        assertThat(namelessCalls("b")).doesNotContainAnyElementsOf(first);
    }

    private List<String> namelessCalls(String key) {
        return within(execution(key), () -> {
            String one = post(NOTHING);
            String two = post(NOTHING);
            client().patch().uri("/orders").retrieve().toBodilessEntity();
            String patch = lastKey();
            client().post().uri("/orders/{id}", 7).retrieve().toBodilessEntity();
            return List.of(one, two, patch, lastKey());
        });
    }

    /** As an application does that retries around a call, by {@code @Retryable} for one. */
    private String postAgainAndAgain(String body) {
        try {
            client().post().uri("/orders").body(body).retrieve().toBodilessEntity();
            return lastKey();
        } catch (RestClientException e) {
            return postAgainAndAgain(body);
        }
    }

    @ParameterizedTest
    @MethodSource("answersThatAreNone")
    void aCallThatTheApplicationMakesAgainForWantOfADefiniteAnswerHasTheSameKey(String name, Reply... failures) {
        destination = TestCalls.with(destination, 1, Duration.ofSeconds(10));
        server.script(failures);
        within(execution("a"), () -> {
            postAgainAndAgain("x");
            String next = post(NOTHING);
            return assertThat(keys())
                    .hasSize(failures.length + 2)
                    .startsWith(keys().get(0))
                    .endsWith(next);
        });
        assertThat(keys().subList(0, failures.length + 1)).containsOnly(keys().get(0));
        assertThat(keys().get(failures.length + 1)).isNotEqualTo(keys().get(0));
    }

    static Stream<Arguments> answersThatAreNone() {
        return Stream.of(
                arguments("503", new Reply[] {status(503)}),
                arguments("500", new Reply[] {status(500)}),
                arguments("reset", new Reply[] {reset()}),
                arguments("twice", new Reply[] {reset(), status(503)}));
    }

    @Test
    void aCallWhoseAnswerBreaksOffHalfWayHasTheSameKeyAgain() {
        destination = TestCalls.with(destination, 1, Duration.ofSeconds(10));
        server.script(socket -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf"
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.close();
        });
        within(execution("a"), () -> {
            try {
                client().post().uri("/orders").body("x").retrieve().body(String.class);
            } catch (RestClientException e) {
                client().post().uri("/orders").body("x").retrieve().body(String.class);
            }
            return assertThat(keys()).hasSize(2);
        });
        assertThat(keys()).containsOnly(keys().get(0));
    }

    @Test
    void anotherCallAfterOneWithoutAnAnswerHasAKeyOfItsOwn() {
        destination = TestCalls.with(destination, 1, Duration.ofSeconds(10));
        server.script(status(503), status(200), status(200), status(200));
        within(execution("a"), () -> {
            for (String body : List.of("x", "y", "x", "x")) {
                try {
                    client().post().uri("/orders").body(body).retrieve().toBodilessEntity();
                } catch (RestClientException e) {
                    // The application goes on with the next.
                }
            }
            return assertThat(keys()).hasSize(4);
        });
        assertThat(keys().get(2)).as("x again").isEqualTo(keys().get(0));
        assertThat(Set.copyOf(keys())).as("x, y, another x").hasSize(3);
    }

    @Test
    void aRefusedCallThatIsMadeAgainIsAnotherOne() {
        server.script(status(402), status(200));
        within(execution("a"), () -> assertThat(postAgainAndAgain("x")).isNotEqualTo(keys().get(0)));
    }

    @Test
    void sameCallsOfSeveralThreadsThatAreMadeAgainShareNoKey() throws Exception {
        destination = TestCalls.with(destination, 1, Duration.ofSeconds(10));
        CyclicBarrier allSent = new CyclicBarrier(4);
        Reply failure = socket -> {
            await(allSent);
            status(503).send(socket);
        };
        server.script(failure, failure, failure, failure);
        CurrentExecution execution = execution("a");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 2; round++) {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    calls.add(threads.submit(() -> within(execution, () -> {
                        try {
                            return post(NOTHING);
                        } catch (RestClientException e) {
                            return "failed";
                        }
                    })));
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Set.copyOf(keys().subList(0, 4))).hasSize(4);
        assertThat(keys().subList(4, 8)).containsExactlyInAnyOrderElementsOf(keys().subList(0, 4));
    }

    private static void await(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private List<String> keys() {
        return server.received.stream()
                .map(request -> request.header(destination.header()))
                .toList();
    }

    @Test
    void theRouteNotThePathIsWhatACallIsDerivedFrom() {
        List<String> keys = List.of(7, 8).stream()
                .map(id -> within(execution("a"), () -> {
                    client().post().uri("/orders/{id}", id).retrieve().toBodilessEntity();
                    return lastKey();
                }))
                .toList();
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
    }

    @Test
    void outsideOfAnExecutionAStepNamesNothing() {
        assertThat(post(OutgoingKey.step("charge"))).isNotEqualTo(post(OutgoingKey.step("charge")));
    }

    @Test
    void aScopeEndsWithItsBlock() {
        CurrentExecution outer = execution("a");
        within(outer, () -> {
            within(execution("b"), () -> assertThat(CurrentExecution.get()).isNotSameAs(outer));
            return assertThat(CurrentExecution.get()).isSameAs(outer);
        });
        assertThat(CurrentExecution.get()).isNull();
    }

    private static <T> T within(CurrentExecution execution, Supplier<T> work) {
        CurrentExecution.Scope scope = execution.open();
        try {
            return work.get();
        } finally {
            scope.close();
        }
    }
}
