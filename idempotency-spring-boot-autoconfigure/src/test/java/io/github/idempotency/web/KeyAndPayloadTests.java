package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are the same, and which keys are accepted. */
class KeyAndPayloadTests extends ApplicationTests {

    @Test
    void aQuotedAndABareKeyAreTheSame() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", key);
        assertReplay(http.post("/orders", "{}", "Idempotency-Key", '"' + key + '"'), first);
    }

    @Test
    void keysAreCaseSensitive() {
        String key = "case-" + newKey();
        HttpResponse<byte[]> first = http.post("/orders", "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> other = http.post("/orders", "{}", "Idempotency-Key", key.toUpperCase());
        assertThat(other.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(other.headers().firstValue("Location"))
                .isNotEqualTo(first.headers().firstValue("Location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a,b", "\"a\", \"b\"", "a b", "\"unterminated"})
    void refusesWhatIsNotOneKey(String value) {
        int before = runs();
        assertProblem(http.post("/orders", "{}", "Idempotency-Key", value), 400, "key-invalid", false);
        assertThat(runs()).isEqualTo(before);
    }

    @Test
    void refusesAKeyThatIsNotAscii() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            String request = "POST /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n"
                    + "Content-Type: application/json\r\nIdempotency-Key: caf\u00e9\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(response).startsWith("HTTP/1.1 400").contains("\"code\":\"key-invalid\"");
        }
    }

    @Test
    void acceptsAKeyOf255AndRefusesOneOf256CharactersAndARepeatedHeader() {
        assertThat(http.post("/orders", "{}", "Idempotency-Key", "k".repeat(255))
                        .statusCode())
                .isEqualTo(201);
        assertProblem(http.post("/orders", "{}", "Idempotency-Key", "k".repeat(256)), 400, "key-invalid", false);
        assertProblem(
                http.post("/orders", "{}", "Idempotency-Key", "a", "Idempotency-Key", "b"), 400, "key-invalid", false);
    }

    @Test
    void otherPayloadQueryOrPathVariableIsAnotherRequest() {
        String key = newKey();
        http.post("/orders/1/items", "{}", "Idempotency-Key", key);
        assertProblem(http.post("/orders/2/items", "{}", "Idempotency-Key", key), 409, "key-reused", false);
        assertProblem(http.post("/orders/1/items?q=1", "{}", "Idempotency-Key", key), 409, "key-reused", false);
        assertProblem(http.post("/orders/1/items", "{ }", "Idempotency-Key", key), 409, "key-reused", false);
        assertProblem(http.post("/orders/1/items", "", "Idempotency-Key", key), 409, "key-reused", false);
    }

    @Test
    void anotherOperationIsAnotherKey() {
        String key = newKey();
        http.post("/orders", "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> other = http.post("/orders/1/items", "{}", "Idempotency-Key", key);
        assertThat(other.statusCode()).isEqualTo(201);
        assertThat(records(key)).isEqualTo(2);
    }

    @Test
    void jsonCountsByValueWhereThePolicySaysSo() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/canonical", "{\"a\":1.50,\"b\":\"x\"}", "Idempotency-Key", key);
        assertReplay(http.post("/canonical", "{ \"b\":\"\\u0078\", \"a\":15e-1 }", "Idempotency-Key", key), first);
        assertProblem(
                http.post("/canonical", "{\"a\":1.51,\"b\":\"x\"}", "Idempotency-Key", key), 409, "key-reused", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/form", "/form-body"})
    void formPostsStayReadable(String path) {
        String key = newKey();
        String[] headers = {"Idempotency-Key", key, "Content-Type", "application/x-www-form-urlencoded"};
        HttpResponse<byte[]> first = http.post(path, "a=1&b=2", headers);

        assertThat(HttpCalls.text(first)).containsAnyOf("a=[1], b=[2]", "{a=[1], b=[2]}", "a=1&b=2");
        assertReplay(http.post(path, "a=1&b=2", headers), first);
        assertProblem(http.post(path, "a=1&b=3", headers), 409, "key-reused", false);
    }

    @Test
    void bodiesStayReadableThroughAReader() {
        HttpResponse<byte[]> response = http.post("/reader", "line 1\nline 2", "Idempotency-Key", newKey());
        assertThat(HttpCalls.text(response)).isEqualTo("line 1|line 2");
    }

    @Test
    void multipartCountsByItsPartsAndNotByItsBoundary() {
        String key = newKey();
        HttpResponse<byte[]> first = upload(key, "one", "content");
        assertThat(HttpCalls.text(first)).isEqualTo("report a.txt 7");
        assertReplay(upload(key, "two", "content"), first);
        assertProblem(upload(key, "three", "CONTENT"), 409, "key-reused", false);
    }

    private HttpResponse<byte[]> upload(String key, String boundary, String content) {
        String body = "--%1$s\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nreport\r\n"
                + "--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n%2$s\r\n--%1$s--\r\n";
        return http.post(
                "/upload",
                body.formatted(boundary, content),
                "Idempotency-Key",
                key,
                "Content-Type",
                "multipart/form-data; boundary=" + boundary);
    }
}
