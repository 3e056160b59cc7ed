package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.newKey;
import static io.github.idempotency.web.HttpCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

/** What a client gets if the handler's call to another service was given up. */
class UnansweredCallTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static HttpServer service;
    private static Host host;

    @RestController
    @RequestMapping("/unanswered")
    static class Handlers {

        private final RestClient http;
        private final JdbcTemplate jdbc;
        private final TransactionTemplate transactions;

        Handlers(RestClient.Builder http, JdbcTemplate jdbc, PlatformTransactionManager transactions) {
            this.http = http.baseUrl("http://localhost:" + service.getAddress().getPort())
                    .build();
            this.jdbc = jdbc;
            this.transactions = new TransactionTemplate(transactions);
        }

        private String call() {
            return String.valueOf(http.post()
                    .uri("/")
                    .body("{}")
                    .retrieve()
                    .toEntity(String.class)
                    .getStatusCode());
        }

        @PostMapping("/leased")
        @Idempotent("unanswered-leased")
        String leased() {
            return call();
        }

        @PostMapping("/callable")
        @Idempotent("unanswered-callable")
        Callable<String> callable() {
            return this::call;
        }

        @PostMapping("/wrapped")
        @Idempotent("unanswered-wrapped")
        String wrapped() {
            try {
                return call();
            } catch (HttpServerErrorException e) {
                throw new IllegalStateException("The service failed", e);
            }
        }

        @PostMapping("/other")
        @Idempotent("unanswered-other")
        String other() {
            try {
                return call();
            } catch (HttpServerErrorException e) {
                throw new IllegalStateException("Something else failed");
            }
        }

        @PostMapping("/handled")
        @Idempotent("unanswered-handled")
        String handled() {
            try {
                return call();
            } catch (HttpServerErrorException e) {
                throw new UnsupportedOperationException(e);
            }
        }

        @ExceptionHandler(UnsupportedOperationException.class)
        ResponseEntity<String> own() {
            return ResponseEntity.status(502).body("the application's own");
        }

        @ResponseStatus(org.springframework.http.HttpStatus.CONFLICT)
        static class Conflict extends RuntimeException {
            Conflict(Throwable cause) {
                super(cause);
            }
        }

        @PostMapping("/annotated")
        @Idempotent("unanswered-annotated")
        String annotated() {
            try {
                return call();
            } catch (HttpServerErrorException e) {
                throw new Conflict(e);
            }
        }

        @PostMapping("/bare")
        String bare() {
            return call();
        }

        @PostMapping("/applied")
        @Idempotent("unanswered-applied")
        String applied() {
            transactions.executeWithoutResult(status -> jdbc.update("insert into unanswered values (1)"));
            return call();
        }

        @PostMapping("/atomic")
        @Idempotent(value = "unanswered-atomic", execution = ExecutionMode.ATOMIC)
        String atomic() {
            jdbc.update("insert into unanswered values (2)");
            return call();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean fails = FAILURES.getAndDecrement() > 0;
            if (fails) {
                exchange.getResponseHeaders().set("Retry-After", "7");
            }
            exchange.sendResponseHeaders(fails ? 503 : 204, -1);
            exchange.close();
        });
        service.start();
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, Handlers.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.jpa.hibernate.ddl-auto=validate",
                "idempotency.client.destinations.service.hosts=localhost",
                "idempotency.client.destinations.service.attempts=1");
        host.context.getBean(JdbcTemplate.class).execute("create table unanswered (kind int)");
    }

    @AfterAll
    static void stop() {
        host.close();
        service.stop(0);
    }

    private static HttpResponse<byte[]> post(String handler, String key) {
        return Objects.requireNonNull(host).http.post("/unanswered/" + handler, "{}", "Idempotency-Key", key);
    }

    private static int rows(int kind) {
        return host.context
                .getBean(JdbcTemplate.class)
                .queryForObject("select count(*) from unanswered where kind = " + kind, Integer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"leased", "callable", "wrapped", "atomic"})
    void asksForAnotherAttemptWhichRunsTheHandlerAgain(String handler) {
        String key = newKey();
        FAILURES.set(1);
        HttpResponse<byte[]> first = post(handler, key);
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(text(first)).contains("\"code\":\"downstream-unavailable\"", "\"retryable\":true");
        HttpResponse<byte[]> second = post(handler, key);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(post(handler, key).headers().firstValue("Idempotent-Replayed"))
                .hasValue("true");
    }

    @Test
    void anAtomicOperationIsUndone() {
        int before = rows(2);
        FAILURES.set(1);
        assertThat(post("atomic", newKey()).statusCode()).isEqualTo(503);
        assertThat(rows(2)).isEqualTo(before);
    }

    @Test
    void anAppliedEffectIsNotRepeated() {
        String key = newKey();
        FAILURES.set(1);
        assertThat(post("applied", key).statusCode()).isEqualTo(503);
        HttpResponse<byte[]> second = post("applied", key);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(text(second)).contains("\"code\":\"outcome-unknown\"", "\"retryable\":false");
        assertThat(rows(1)).isOne();
    }

    @Test
    void anotherFailureOfTheHandlerStaysWhatItIs() {
        FAILURES.set(1);
        assertThat(post("other", newKey()).statusCode()).isEqualTo(500);
    }

    @Test
    void whatTheApplicationHandlesIsLeftToIt() {
        FAILURES.set(1);
        HttpResponse<byte[]> response = post("handled", newKey());
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(text(response)).isEqualTo("the application's own");
        FAILURES.set(1);
        assertThat(post("annotated", newKey()).statusCode()).isEqualTo(409);
    }

    @Test
    void aHandlerThatIsNotOursIsLeftAlone() {
        FAILURES.set(1);
        assertThat(post("bare", newKey()).statusCode()).isEqualTo(500);
    }
}
