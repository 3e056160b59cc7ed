package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.newKey;
import static io.github.idempotency.web.HttpCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.KeyRequirement;
import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.InboundCall;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What outgoing calls find out about the request they are made for, wherever its handler runs. */
class CurrentExecutionTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static Host host;

    @RestController
    @RequestMapping("/outgoing")
    static class OutgoingHandlers {

        @PostMapping("/leased")
        @Idempotent(value = "outgoing-leased", key = KeyRequirement.OPTIONAL)
        String leased() {
            return description();
        }

        @PostMapping("/atomic")
        @Idempotent(value = "outgoing-atomic", key = KeyRequirement.OPTIONAL, execution = ExecutionMode.ATOMIC)
        String atomic() {
            return description();
        }

        @PostMapping("/callable")
        @Idempotent(value = "outgoing-callable", key = KeyRequirement.OPTIONAL)
        Callable<String> callable() {
            return OutgoingHandlers::description;
        }

        @PostMapping("/stepped")
        @Idempotent("outgoing-stepped")
        String stepped(IdempotentExecution execution) {
            String within = execution.step("charge", String.class, OutgoingHandlers::currentStep);
            return within + ", then " + currentStep();
        }

        private static String currentStep() {
            return String.valueOf(Objects.requireNonNull(CurrentExecution.get()).step());
        }

        @PostMapping("/bare")
        String bare() {
            return description();
        }

        private static String description() {
            CurrentExecution current = CurrentExecution.get();
            InboundCall inbound = InboundCall.get();
            return (current == null ? "none" : current.execution().derivedKey("charge"))
                    + " of "
                    + (inbound == null ? "nobody" : inbound.correlationId());
        }
    }

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, OutgoingHandlers.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.jpa.hibernate.ddl-auto=validate",
                "idempotency.client.correlation.enabled=true");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void aStepIsKnownWhileItRuns() {
        assertThat(text(post("stepped", "Idempotency-Key", newKey()))).isEqualTo("charge, then null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"leased", "atomic", "callable"})
    void aHandlerThatRunsUnderAKeyHasAnExecutionAndItsCaller(String handler) {
        String key = newKey();
        HttpResponse<byte[]> response = post(handler, "Idempotency-Key", key, "X-Correlation-Id", "order-7");
        assertThat(text(response)).matches("[0-9a-f-]{36} of order-7");
        assertThat(text(response)).isNotEqualTo(text(post(handler, "Idempotency-Key", newKey())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"leased", "atomic"})
    void aHandlerThatRunsWithoutAKeyHasNoExecution(String handler) {
        assertThat(text(post(handler, "X-Correlation-Id", "order-7"))).isEqualTo("none of order-7");
    }

    @Test
    void nothingIsLeftOnTheThreadOfARequest() {
        for (int i = 0; i < 20; i++) {
            post("leased", "Idempotency-Key", newKey());
            assertThat(text(post("bare", "Idempotency-Key", newKey()))).startsWith("none of ");
        }
    }

    @Test
    void onlyProblemsTellHowLongAKeyLives() {
        String key = newKey();
        assertThat(post("leased", "Idempotency-Key", key).headers().map())
                .doesNotContainKey("idempotency-key-lifetime");
        HttpResponse<byte[]> replay = post("leased", "Idempotency-Key", key);
        assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(replay.headers().map()).doesNotContainKey("idempotency-key-lifetime");
        HttpResponse<byte[]> problem = post("leased", "Idempotency-Key", "");
        assertThat(problem.statusCode()).isEqualTo(400);
        assertThat(problem.headers().firstValue("Idempotency-Key-Lifetime")).hasValue("259200");
    }

    private static HttpResponse<byte[]> post(String handler, String... headers) {
        return Objects.requireNonNull(host).http.post("/outgoing/" + handler, "{}", headers);
    }
}
