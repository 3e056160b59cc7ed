package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What clients can do with the method of a request, a token of their own choice. */
class RequestMethodsTests {

    private static final int TOKENS = 2_000;

    private static MemoryHost host;

    @BeforeAll
    static void start() {
        host = MemoryHost.start(List.of(Handlers.class));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error", "/unannotated", "/named", "/unnamed"})
    void growNothingThatStays(String path) throws Exception {
        statuses(path, 20, "FIRST");
        int operations =
                host.context.getBean(IdempotentOperations.class).operations().size();
        int entries = entries(host.context.getBean(IdempotentOperations.class));
        List<String> meters = metersOfRequests();

        statuses(path, TOKENS, "M");

        assertThat(entries(host.context.getBean(IdempotentOperations.class))).isEqualTo(entries);
        assertThat(host.context.getBean(IdempotentOperations.class).operations())
                .hasSize(operations);
        assertThat(metersOfRequests()).isEqualTo(meters);
    }

    @Test
    void thatNobodyKnowsAreRefusedByIdempotentHandlersAndNoneOfOthersBusiness() throws Exception {
        int runs = Handlers.RUNS.get();
        assertThat(statuses("/named", 1, "BREW")).containsExactly(405);
        assertThat(statuses("/unnamed", 1, "post")).containsExactly(405);
        assertThat(Handlers.RUNS).hasValue(runs);
        assertThat(statuses("/unannotated", 1, "BREW")).containsExactly(200);
        assertThat(statuses("/get", 1, "BREW")).containsExactly(405);
    }

    @Test
    void thatChangeSomethingAreOperationsOfAMappingWithoutMethods() {
        assertThat(host.context.getBean(IdempotentOperations.class).operations())
                .extracting(Operation::name)
                .containsExactly("DELETE /unnamed", "PATCH /unnamed", "POST /unnamed", "PUT /unnamed", "named");
    }

    @Test
    void areServedIfTheyAreKnown() {
        String key = ApplicationTests.newKey();
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThat(List.of(
                            host.http.send(method, "/unnamed", "{}", "Idempotency-Key", key),
                            host.http.send(method, "/unnamed", "{}", "Idempotency-Key", key)))
                    .extracting(
                            response -> response.statusCode(),
                            response -> response.headers()
                                    .firstValue("Idempotent-Replayed")
                                    .isPresent())
                    .containsExactly(tuple(200, false), tuple(200, true));
        }
        assertThat(host.http.send("GET", "/unnamed", "").statusCode()).isEqualTo(200);
    }

    private static List<String> metersOfRequests() {
        return host.context.getBean(MeterRegistry.class).getMeters().stream()
                .map(meter -> meter.getId().toString())
                .filter(id -> id.contains("idempotency") || id.contains("http.server.requests"))
                .sorted()
                .toList();
    }

    /** The statuses that requests with tokens of their own are answered with. */
    private static Set<Integer> statuses(String path, int count, String token) throws IOException {
        Set<Integer> statuses = new HashSet<>();
        for (int i = 0; i < count; i++) {
            statuses.add(status(count == 1 ? token : token + i, path));
        }
        return statuses;
    }

    private static int status(String method, String path) throws IOException {
        try (Socket socket = new Socket("localhost", host.port())) {
            String request = method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Idempotency-Key: some-key\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(response.substring(9, 12));
        }
    }

    /** The entries of all maps in the fields of an object, and in those of its values that are ours. */
    private static int entries(Object object) throws IllegalAccessException {
        return entries(object, new IdentityHashMap<>());
    }

    private static int entries(Object object, Map<Object, Object> seen) throws IllegalAccessException {
        if (seen.put(object, object) != null) {
            return 0;
        }
        int entries = 0;
        for (Field field : object.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    || field.getType().isPrimitive()
                    || object.getClass().isRecord()) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(object);
            if (value instanceof Map<?, ?> map) {
                entries += map.size();
            } else if (value != null && value.getClass().getName().startsWith("io.github.idempotency.")) {
                entries += entries(value, seen);
            }
        }
        return entries;
    }

    @RestController
    static class Handlers {

        static final AtomicInteger RUNS = new AtomicInteger();

        @RequestMapping("/unannotated")
        String unannotated() {
            return "unannotated";
        }

        @RequestMapping("/named")
        @Idempotent("named")
        String named() {
            return "named " + RUNS.incrementAndGet();
        }

        @RequestMapping("/unnamed")
        @Idempotent
        String unnamed() {
            return "unnamed " + RUNS.incrementAndGet();
        }

        @GetMapping("/get")
        String get() {
            return "get";
        }
    }
}
