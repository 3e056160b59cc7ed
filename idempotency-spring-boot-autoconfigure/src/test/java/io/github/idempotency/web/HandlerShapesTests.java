package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
                    + "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,"
                    + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "idempotency.risk-classes.high.max-response-size=10KB"
        })
class HandlerShapesTests {

    private static final Set<String> PER_RESPONSE = Set.of("date", "connection", "keep-alive");

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({BareShapes.class, IdempotentShapes.class, ForwardTarget.class})
    static class Application {

        @Bean
        IdempotencyStore store() {
            return new InMemoryIdempotencyStore();
        }
    }

    @LocalServerPort
    private int port;

    private HttpCalls http;

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string",
                "entity",
                "void-writer",
                "void-writer-default-charset",
                "void-stream",
                "flushed",
                "response-status",
                "no-content",
                "empty-body",
                "binary",
                "see-other",
                "redirect-view",
                "redirect-name",
                "send-redirect",
                "exception-handler",
                "problem-detail",
                "send-error",
                "status-exception",
                "future",
                "future-entity",
                "future-refused",
                "future-status-exception",
                "deferred",
                "callable",
                "web-async-task",
                "raw-async",
                "forward",
                "charset",
                "large?size=9000"
            })
    void answersAsWithoutTheLibraryAndReplaysTheSame(String shape) {
        HttpResponse<byte[]> bare = http.post("/bare/" + shape, "{}");
        int before = ShapeHandlers.RUNS.get();
        String key = UUID.randomUUID().toString();

        HttpResponse<byte[]> first = http.post("/idempotent/" + shape, "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> replay = http.post("/idempotent/" + shape, "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> again = http.post("/idempotent/" + shape, "{}", "Idempotency-Key", key);

        assertThat(ShapeHandlers.RUNS).hasValue(before + 1);
        assertThat(comparable(first)).isEqualTo(comparable(bare));
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertReplays(replay, first);
        assertReplays(again, first);
    }

    private static void assertReplays(HttpResponse<byte[]> replay, HttpResponse<byte[]> first) {
        assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(replay.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(replay.statusCode()).isEqualTo(first.statusCode());
        assertThat(replay.body()).isEqualTo(first.body());
        Map<String, List<String>> expected = new TreeMap<>(headers(first));
        Map<String, List<String>> actual = new TreeMap<>(headers(replay));
        expected.keySet().removeAll(Set.of("cache-control", "set-cookie", "transfer-encoding", "content-length"));
        actual.keySet()
                .removeAll(Set.of("cache-control", "idempotent-replayed", "transfer-encoding", "content-length"));
        assertThat(actual).isEqualTo(expected);
    }

    private static Map<String, Object> comparable(HttpResponse<byte[]> response) {
        Map<String, Object> comparable = new TreeMap<>();
        Map<String, List<String>> headers = headers(response);
        // Whether a body is announced by its length or sent in chunks says nothing about it.
        headers.remove("transfer-encoding");
        headers.remove("content-length");
        comparable.put("status", response.statusCode());
        comparable.put("headers", headers);
        comparable.put(
                "body",
                HttpCalls.text(response)
                        .replaceAll("\"timestamp\":\"[^\"]+\"", "\"timestamp\"")
                        .replace("/bare/", "/idempotent/"));
        return comparable;
    }

    private static Map<String, List<String>> headers(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> {
            if (!PER_RESPONSE.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name.toLowerCase(Locale.ROOT), values);
            }
        });
        return headers;
    }

    @Test
    void sendsAResponseOverTheLimitWholeAndDoesNotKeepIt() {
        int before = ShapeHandlers.RUNS.get();
        HttpResponse<byte[]> first =
                http.post("/idempotent/large?size=10241", "{}", "Idempotency-Key", "over-the-limit");
        HttpResponse<byte[]> duplicate =
                http.post("/idempotent/large?size=10241", "{}", "Idempotency-Key", "over-the-limit");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).hasSize(10241);
        assertThat(duplicate.statusCode()).isEqualTo(409);
        assertThat(HttpCalls.text(duplicate)).contains("\"code\":\"result-not-stored\"");
        assertThat(ShapeHandlers.RUNS).hasValue(before + 1);
    }

    @Test
    void keepsAResponseOfExactlyTheLimit() {
        String path = "/idempotent/large?size=10240";
        http.post(path, "{}", "Idempotency-Key", "at-the-limit");
        HttpResponse<byte[]> replay = http.post(path, "{}", "Idempotency-Key", "at-the-limit");

        assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(replay.body()).hasSize(10240);
    }
}
