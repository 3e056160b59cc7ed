package io.github.idempotency.web;

import static io.github.idempotency.web.HttpCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.idempotency.Idempotent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** Services A, B and C, one behind the other, that retry: A and B use the library, C fails now and then, or always. */
class ChainRetryTests {

    private static final List<String> IN_B = new CopyOnWriteArrayList<>();

    private final List<AutoCloseable> running = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<String> budgets = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private HttpServer c;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Relay {

        private final RestClient http;
        private final String name;

        Relay(
                RestClient.Builder http,
                @Value("${relay.next}") String next,
                @Value("${spring.application.name}") String name) {
            this.http = http.baseUrl(next).build();
            this.name = name;
        }

        @PostMapping("/orders")
        @Idempotent("order")
        String order() {
            if (name.equals("b")) {
                IN_B.add(String.valueOf(MDC.get("correlationId")));
            }
            return http.post().uri("/orders").body("{}").retrieve().body(String.class);
        }
    }

    @BeforeEach
    void startC() throws IOException {
        IN_B.clear();
        c = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        c.createContext("/", exchange -> {
            budgets.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Retry-Budget")));
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 503 : 204, -1);
            exchange.close();
        });
        c.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable service : running) {
            service.close();
        }
        c.stop(0);
    }

    private int start(String name, int next, String... properties) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "server.port=0",
                                "spring.main.banner-mode=off",
                                "spring.application.name=" + name,
                                "relay.next=http://localhost:" + next,
                                "idempotency.store.type=memory",
                                "spring.autoconfigure.exclude="
                                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                                        + "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
                                        + "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
                                        + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"),
                        Stream.of(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new);
        ServletWebServerApplicationContext context =
                (ServletWebServerApplicationContext) new SpringApplicationBuilder(Relay.class).run(arguments);
        running.add(0, context);
        return context.getWebServer().getPort();
    }

    private static String[] calling(int attempts, String... more) {
        return Stream.concat(
                        Stream.of(
                                "idempotency.client.destinations.next.hosts=localhost",
                                "idempotency.client.destinations.next.backoff.base=1ms",
                                "idempotency.client.destinations.next.attempts=" + attempts),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private HttpResponse<byte[]> order(int port, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.contains("Idempotency-Key")) {
            all.addAll(List.of("Idempotency-Key", UUID.randomUUID().toString()));
        }
        return new HttpCalls(port).post("/orders", "{}", all.toArray(String[]::new));
    }

    @ParameterizedTest(name = "A {0}, B {1} attempts; C fails {2} times: {4} requests at B, {5} at C")
    @CsvSource({
        // attempts of A and B, failures of C, status for the client, requests at B and at C
        "1, 3, 2, 200, 1, 3",
        "3, 1, 2, 200, 3, 3",
        "3, 3, 2, 200, 1, 3",
        "1, 3, 99, 503, 1, 3",
        "3, 1, 99, 503, 3, 3",
        "3, 3, 99, 503, 1, 3",
        "2, 3, 2, 503, 1, 2",
        "1, 1, 1, 503, 1, 1"
    })
    void theLibraryOnBothSidesIsNotWeakerThanOnOneAndDoesNotMultiplyAttempts(
            int attemptsOfA, int attemptsOfB, int failing, int status, int atB, int atC) {
        failures.set(failing);
        int b = start("b", c.getAddress().getPort(), calling(attemptsOfB));
        int a = start("a", b, calling(attemptsOfA));
        HttpResponse<byte[]> response = order(a);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(IN_B).hasSize(atB);
        assertThat(keys).hasSize(atC).containsOnly(keys.get(0));
    }

    @Test
    void whatIsLeftOfTheBudgetTravelsAlong() {
        failures.set(99);
        int b = start("b", c.getAddress().getPort(), calling(3));
        order(start("a", b, calling(3)));
        assertThat(budgets).containsExactly("2", "1", "0");
    }

    @Test
    void aServiceThatIsNotThereIsAnsweredLikeOneThatIsUnavailable() {
        c.stop(0);
        HttpResponse<byte[]> response = order(start("b", c.getAddress().getPort(), calling(3)));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(text(response)).contains("\"code\":\"downstream-unavailable\"");
    }

    @Test
    void theAnswerToACallThatWasGivenUpAsksForAnotherAttemptAndFreesTheKey() {
        failures.set(3);
        int b = start("b", c.getAddress().getPort(), calling(3));
        String key = UUID.randomUUID().toString();
        HttpResponse<byte[]> response = order(b, "Idempotency-Key", key);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("Idempotency-Retry-Budget")).isEmpty();
        assertThat(text(response)).contains("\"code\":\"downstream-unavailable\"", "\"retryable\":true");
        HttpResponse<byte[]> retry = order(b, "Idempotency-Key", key);
        assertThat(retry.statusCode()).isEqualTo(200);
        assertThat(retry.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(keys).hasSize(4).containsOnly(keys.get(0));
    }

    @Test
    void aClientThatRetriesIsLeftToDoSoAsLongAsItHasAnAttemptLeft() {
        failures.set(99);
        int b = start("b", c.getAddress().getPort(), calling(3));
        String key = UUID.randomUUID().toString();
        List<Integer> atC = new ArrayList<>();
        for (int attempt = 1; attempt <= 3; attempt++) {
            HttpResponse<byte[]> response = order(b, "Idempotency-Key", key, "Idempotency-Attempt", attempt + "/3");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(text(response)).contains("\"retryable\":true");
            atC.add(keys.size());
        }
        assertThat(atC).containsExactly(1, 2, 5);
    }

    @ParameterizedTest
    @CsvSource({"keep, 500", "uncertain, 500"})
    void aFailureThatDoesNotFreeTheKeyStaysOneAndIsNotLeftToTheCaller(String onError, int status) {
        failures.set(99);
        int b = start("b", c.getAddress().getPort(), calling(3, "idempotency.endpoints.order.on-error=" + onError));
        HttpResponse<byte[]> response = order(b, "Idempotency-Attempt", "1/3");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(keys).hasSize(3);
    }

    @Test
    void inTheRolloutPhaseObserveNoAnswerChanges() {
        failures.set(99);
        int b = start("b", c.getAddress().getPort(), calling(3, "idempotency.rollout=observe"));
        assertThat(order(b, "Idempotency-Attempt", "1/3").statusCode()).isEqualTo(500);
        assertThat(keys).hasSize(3);
    }

    @Test
    void aServiceWithoutDestinationsLogsTheCorrelationIdItIsSent() {
        int b = start("b", c.getAddress().getPort());
        order(b, "X-Correlation-Id", "order-7");
        order(b);
        assertThat(IN_B).containsExactly("order-7", "null");
    }

    @Test
    void theSameIdIsLoggedAllAlongTheChain() {
        int b = start("b", c.getAddress().getPort());
        order(start("a", b, calling(3)), "X-Correlation-Id", "order-7");
        assertThat(IN_B).containsExactly("order-7");
    }

    @Test
    void correlationCanBeSwitchedOff() {
        int b = start("b", c.getAddress().getPort(), "idempotency.client.correlation.enabled=false");
        order(b, "X-Correlation-Id", "order-7");
        assertThat(IN_B).containsExactly("null");
    }
}
