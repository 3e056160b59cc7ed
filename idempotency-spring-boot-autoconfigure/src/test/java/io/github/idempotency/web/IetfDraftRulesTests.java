package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.KeyParser;
import io.github.idempotency.core.ParsedKey;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.web.app.OrderHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of draft-ietf-httpapi-idempotency-key-header-07 that a resource server has to satisfy, each by its section. The page
 * "Comparison" says where this library deviates, and by which property it does not.
 */
class IetfDraftRulesTests extends ApplicationTests {

    private final KeyParser strict = new KeyParser("Idempotency-Key", KeyFormat.STRICT, 1, 255, null);

    private boolean isAccepted(String... lines) {
        return strict.parse(List.of(lines)) instanceof ParsedKey.Valid;
    }

    @ParameterizedTest
    @DisplayName("2.1: the value is an Item of structured fields, a String; strict format takes nothing else")
    @ValueSource(strings = {"8e03978e", "k", "42", "4.2", "?1", ":aGk=:", "@1659578233", "(\"a\" \"b\")", "%\"a\""})
    void takesAStringOnly(String value) {
        assertThat(isAccepted('"' + newKey() + '"')).isTrue();
        assertThat(isAccepted(value)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("2.1, RFC 9651 3.3.3: what is no well-formed String is refused with 400")
    @ValueSource(strings = {"\"a\\n\"", "\"a", "\"a\"b", "\"a\",\"b\"", "\"a\";", "\"a\";p=", "\"\\\""})
    void refusesAMalformedString(String value) {
        assertThat(isAccepted(value)).isFalse();
        assertProblem(http.post("/orders", "{}", "Idempotency-Key", value), 400, "key-invalid", false);
    }

    @Test
    @DisplayName("2.1, RFC 9651 4.2: several field lines are one list, which is no Item")
    void refusesSeveralLines() {
        assertProblem(
                http.post("/orders", "{}", "Idempotency-Key", "\"a\"", "Idempotency-Key", "\"a\""),
                400,
                "key-invalid",
                false);
    }

    @Test
    @DisplayName("2.1, RFC 9651 3.1.2: parameters of the Item are parsed and ignored")
    void ignoresParameters() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", '"' + key + "\";p=1;q");
        assertThat(first.statusCode()).isEqualTo(201);
        assertReplay(http.post("/orders", "{}", "Idempotency-Key", '"' + key + '"'), first);
    }

    @Test
    @DisplayName("2.1: escapes are decoded before keys are compared")
    void decodesEscapes() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", "\"a\\\"" + key + '"');
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(records("a\"" + key)).isEqualTo(1);
    }

    @Test
    @DisplayName("2.3: the expiry policy is published")
    void publishesTheExpiryPolicy() {
        OperationPolicy policy = operations.operations().stream()
                .filter(operation -> operation.name().equals("create-order"))
                .findFirst()
                .orElseThrow()
                .policy();
        HttpResponse<byte[]> endpoint = http.send("GET", "/actuator/idempotency/create-order", "");
        assertThat(endpoint.statusCode()).isEqualTo(200);
        assertThat(HttpCalls.text(endpoint)).contains("retention");
        assertThat(policy.retention()).isPositive();
    }

    @Test
    @DisplayName("2.5.1: a key sent to a resource that does not implement the header does no harm")
    void ignoresTheHeaderElsewhere() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/atomic/bare?account=draft", "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> second = http.post("/atomic/bare?account=draft", "{}", "Idempotency-Key", key);
        assertThat(second.statusCode()).isEqualTo(first.statusCode());
        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(records(key)).isZero();
    }

    @Test
    @DisplayName(
            "2.6: the first request is processed normally, a retry after completion gets its result, success or error")
    void repliesWithThePreviousResult() {
        for (String path : List.of("/orders", "/atomic/refused?account=draft")) {
            String key = newKey();
            int before = runs();
            HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", '"' + key + '"');
            assertReplay(http.post(path, "{}", "Idempotency-Key", '"' + key + '"'), first);
            assertThat(runs() - before).isLessThanOrEqualTo(1);
        }
    }

    @Test
    @DisplayName("2.6, 2.7: a retry before completion gets 409 with a problem description")
    void refusesAConcurrentRetry() throws Exception {
        String key = newKey();
        OrderHandlers.gate = new CountDownLatch(1);
        int before = runs();
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> http.post("/slow", "{}", "Idempotency-Key", key));
        OrderHandlers.entered.await();
        assertProblem(http.post("/slow", "{}", "Idempotency-Key", key), 409, "in-progress", true);
        OrderHandlers.gate.countDown();
        first.get(30, TimeUnit.SECONDS);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("2.7: a documented operation without its key gets 400 with a problem description")
    void demandsTheKey() {
        assertProblem(http.post("/orders", "{}"), 400, "key-required", false);
    }

    @Test
    @DisplayName("2.2, 2.7: a key with another payload fails however often it is tried, and changes nothing")
    void refusesAReusedKeyForGood() {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = http.post("/orders", "{\"a\":1}", "Idempotency-Key", key);
        for (int i = 0; i < 5; i++) {
            assertProblem(http.post("/orders", "{\"a\":2}", "Idempotency-Key", key), 409, "key-reused", false);
        }
        assertReplay(http.post("/orders", "{\"a\":1}", "Idempotency-Key", key), first);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("5: the key is validated before the request is processed or a record is looked for")
    void validatesFirst() {
        String key = newKey();
        int before = runs();
        assertProblem(http.post("/orders", "{}", "Idempotency-Key", key + " x"), 400, "key-invalid", false);
        assertThat(runs()).isEqualTo(before);
        assertThat(records(key + " x")).isZero();
    }

    @Test
    @DisplayName("2.2, 5: records are looked up by the key and by what only the server knows of the client")
    void keepsTheKeysOfClientsApart() {
        String key = newKey();
        HttpResponse<byte[]> alices = http.post("/orders", "{}", "Idempotency-Key", key, "Authorization", as("alice"));
        HttpResponse<byte[]> bobs = http.post("/orders", "{}", "Idempotency-Key", key, "Authorization", as("bob"));
        assertThat(alices.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(bobs.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(records(key)).isEqualTo(2);
    }

    private static String as(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
    }
}
