package io.github.idempotency.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;

/** The rest of the contract: preferences, events, accounts, and what any service should have. */
class ServiceHttpTests extends HttpTestSupport {

    @Test
    void theSeededAccountsAreThere() {
        for (String account : List.of("alice", "bob", "carol")) {
            http.get()
                    .uri("/accounts/{id}", account)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.id")
                    .isEqualTo(account)
                    .jsonPath("$.currency")
                    .isEqualTo("EUR");
        }
    }

    @Test
    void preferencesAreReplacedAndTheirUpdatesCounted() {
        String path = "/customers/" + UUID.randomUUID() + "/preferences";

        put(path, """
                {"language":"de","nested":{"nothing":null,"zero":"\\u0000"}}""");
        put(path, """
                {"language":"fr"}""");

        http.get().uri(path).exchange().expectBody().json("""
                {"preferences":{"language":"fr"},"revision":2}""");
    }

    @Test
    void eventsAreAppended() {
        String type = "viewed " + UUID.randomUUID();

        post("/events", """
                {"type":"%s"}""".formatted(type)).exchange().expectStatus().isAccepted();

        http.get()
                .uri("/events")
                .exchange()
                .expectBody()
                .jsonPath("$[-1:].type")
                .isEqualTo(List.of(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{\"type\":\"\"}", "{\"type\":\"a\\u0000b\"}", "{}"})
    void aBodyThatIsNoEventIsABadRequest(String body) {
        post("/events", body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/accounts/nobody", "/accounts/nobody/ledger", "/customers/nobody/preferences", "/nowhere"})
    void whatIsNotThereIsAProblemToo(String path) {
        http.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void theApiIsDocumented() {
        String documentation = http.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody();

        assertThat(documentation).contains("\"/payments/{id}/refunds\"").doesNotContain("derivedKey", "simulateFilter");
        http.get().uri("/swagger-ui/index.html").exchange().expectStatus().isOk();
        http.get().uri("/actuator/health").exchange().expectStatus().isOk();
    }

    private void put(String path, String body) {
        http.put()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isOk();
    }
}
