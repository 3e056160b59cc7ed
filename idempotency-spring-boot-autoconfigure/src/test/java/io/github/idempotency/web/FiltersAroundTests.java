package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.PayloadHash;
import io.github.idempotency.RiskClass;
import io.github.idempotency.store.schema.StoreSetupException;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.DepositService;
import io.github.idempotency.web.app.TestApplication;
import jakarta.servlet.Filter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What stands between the client and a handler acts on a replay as it did on the first answer, wherever it stands. */
class FiltersAroundTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, HostFilters.class, Handlers.class),
                "spring.flyway.locations=classpath:db/testapp");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    static Stream<List<String>> responseFilters() {
        return Stream.of("early-", "late-")
                .flatMap(place -> Stream.concat(
                        HostFilters.RESPONSE_FILTERS.stream().map(filter -> List.of(place + filter)),
                        Stream.of(List.of(place + "gzip", place + "caching"), List.of("early-caching", "late-gzip"))));
    }

    @ParameterizedTest
    @MethodSource("responseFilters")
    void actOnceOnFirstAnswersAndReplays(List<String> filters) throws IOException {
        String wanted = String.join(",", filters);
        for (String path : List.of("/view/lease", "/view/atomic")) {
            String key = newKey();
            HttpResponse<byte[]> first =
                    host.http.post(path, "{\"amount\":1}", "Idempotency-Key", key, "X-Filters", wanted);
            assertThat(first.statusCode()).isEqualTo(201);
            assertThat(plain(first)).startsWith("{\"run\":").contains("\"amount\":1");
            HttpResponse<byte[]> replay =
                    host.http.post(path, "{\"amount\":1}", "Idempotency-Key", key, "X-Filters", wanted);
            assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
            assertThat(replay.statusCode()).isEqualTo(201);
            assertThat(replay.body()).isEqualTo(first.body());
            assertThat(comparable(replay)).isEqualTo(comparable(first));
        }
    }

    @Test
    void actOnAsynchronousHandlersToo() throws IOException {
        String key = newKey();
        for (String wanted : List.of("early-etag", "late-etag")) {
            HttpResponse<byte[]> first = host.http.post(
                    "/view/async", "{\"amount\":1}", "Idempotency-Key", key + wanted, "X-Filters", wanted);
            assertThat(plain(first)).startsWith("{\"run\":");
            HttpResponse<byte[]> replay = host.http.post(
                    "/view/async", "{\"amount\":1}", "Idempotency-Key", key + wanted, "X-Filters", wanted);
            assertThat(replay.headers().firstValue("Idempotent-Replayed")).hasValue("true");
            assertThat(replay.body()).isEqualTo(first.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"early-replayed-body", "late-replayed-body"})
    void theFingerprintIsThatOfTheBodyWhichTheHandlerReads(String filter) throws IOException {
        String key = newKey();
        assertThat(chunked("/view/lease", "{\"amount\":1}", key, filter)).startsWith("HTTP/1.1 201");
        assertThat(chunked("/view/lease", "{\"amount\":999}", key, filter)).startsWith("HTTP/1.1 409");
        assertThat(chunked("/view/lease", "{\"amount\":1}", key, filter))
                .startsWith("HTTP/1.1 201")
                .contains("Idempotent-Replayed: true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"early-gunzip", "late-gunzip"})
    void decompressedBodiesAreReadWhole(String filter) throws IOException {
        String key = newKey();
        String small = "{\"amount\":1}";
        String large = "{\"amount\":1,\"text\":\"" + "x".repeat(20_000) + "\"}";
        for (String body : List.of(small, large)) {
            String other = body.replace("1", "2");
            assertThat(zipped(body, key + body.length(), filter)).startsWith("HTTP/1.1 201");
            assertThat(zipped(other, key + body.length(), filter)).startsWith("HTTP/1.1 409");
            assertThat(zipped(body, key + body.length(), filter)).contains("Idempotent-Replayed: true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"early-drained-body", "late-drained-body", "late-cached-body"})
    void aBodyThatAFilterHasReadAwayIsRefused(String filter) throws IOException {
        String key = newKey();
        assertThat(chunked("/view/raw", "{\"amount\":1}", key, filter)).startsWith("HTTP/1.1 500");
        HttpResponse<byte[]> withLength =
                host.http.post("/view/raw", "{\"amount\":1}", "Idempotency-Key", key, "X-Filters", filter);
        assertThat(withLength.statusCode()).isEqualTo(500);
        assertThat(host.http.post("/view/raw", "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(201);
    }

    @Test
    void anEmptyChunkedBodyIsABodyLikeAnyOther() throws IOException {
        String key = newKey();
        assertThat(chunked("/view/raw", "", key, "none")).startsWith("HTTP/1.1 201");
        assertThat(chunked("/view/raw", "", key, "none")).contains("Idempotent-Replayed: true");
        assertThat(chunked("/view/raw", "{}", key, "none")).startsWith("HTTP/1.1 409");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/view/unhashed", "/view/unhashed-atomic"})
    void aChunkedBodyIsBoundedThoughItIsNotHashed(String path) throws IOException {
        String key = newKey();
        assertThat(chunked(path, "x".repeat(2_000), key, "none")).startsWith("HTTP/1.1 413");
        assertThat(chunked(path, "x".repeat(1_000), key, "none")).startsWith("HTTP/1.1 201");
        assertThat(chunked(path, "y".repeat(900), key, "none")).contains("Idempotent-Replayed: true");
    }

    @Test
    void slowBodiesHoldNoConnectionThoughTheyAreNotHashed() throws IOException {
        Socket[] slow = new Socket[12]; // the pool has ten
        try {
            for (int i = 0; i < slow.length; i++) {
                slow[i] = new Socket("localhost", host.context.getWebServer().getPort());
                slow[i].getOutputStream().write(head("/view/unhashed-atomic", newKey(), "none", "Content-Length: 50"));
                slow[i].getOutputStream().flush();
            }
            HttpResponse<byte[]> other = host.http.post("/view/atomic", "{\"amount\":1}", "Idempotency-Key", newKey());
            assertThat(other.statusCode()).isEqualTo(201);
            assertThat(host.context.getBean(DepositService.class).count("nobody"))
                    .isZero();
        } finally {
            for (Socket socket : slow) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void aFormKeepsItsBytesAndItsParameters() {
        String form = "b=2&a=%C3%A9+x&b=%31&empty=&flag";
        String[] headers = {"Idempotency-Key", newKey(), "Content-Type", "application/x-www-form-urlencoded"};
        HttpResponse<byte[]> first = host.http.post("/view/form?q=1&b=0", form, headers);
        assertThat(HttpCalls.text(first)).isEqualTo("raw=" + form + " a=é x b=[0, 2, 1] q=1 empty= flag=");
        HttpResponse<byte[]> replay = host.http.post("/view/form?q=1&b=0", form, headers);
        assertThat(replay.body()).isEqualTo(first.body());
        assertProblem(host.http.post("/view/form?q=1&b=0", "b=3", headers), 409, "key-reused", false);
        headers[1] = newKey();
        assertThat(host.http.post("/view/form", "a=%zz", headers).statusCode()).isEqualTo(400);
        assertThat(host.http.post("/view/form", "a=1&".repeat(1_001), headers).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aFilterMappedToTheDispatchersNameIsRefusedAtStart() {
        assertThatThrownBy(() -> Host.start(
                        DATABASE,
                        List.of(TestApplication.class, InnerFilter.class),
                        "spring.flyway.locations=classpath:db/testapp"))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining("inner");
    }

    private static Map<String, List<String>> comparable(HttpResponse<?> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        List.of("date", "cache-control", "pragma", "expires", "idempotent-replayed")
                .forEach(headers::remove);
        return headers;
    }

    private static String plain(HttpResponse<byte[]> response) throws IOException {
        byte[] body = response.body();
        return response.headers().firstValue("Content-Encoding").isPresent()
                ? new String(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8)
                : HttpCalls.text(response);
    }

    private static byte[] head(String path, String key, String filter, String length) {
        return ("POST " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Idempotency-Key: " + key + "\r\nX-Filters: " + filter + "\r\n" + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String chunked(String path, String body, String key, String filter) throws IOException {
        String chunk = body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        return exchange(
                head(path, key, filter.equals("none") ? "" : filter, "Transfer-Encoding: chunked"),
                (chunk + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String zipped(String body, String key, String filter) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(body.getBytes(StandardCharsets.US_ASCII));
        }
        return exchange(head("/view/lease", key, filter, "Content-Length: " + zipped.size()), zipped.toByteArray());
    }

    private static String exchange(byte[] head, byte[] body) throws IOException {
        try (Socket socket = new Socket("localhost", host.context.getWebServer().getPort())) {
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @RestController
    @RequestMapping("/view")
    static class Handlers {

        private static final AtomicInteger RUNS = new AtomicInteger();
        private final DepositService deposits;

        Handlers(DepositService deposits) {
            this.deposits = deposits;
        }

        private static Map<String, Object> answer(Map<String, Object> body) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("run", RUNS.incrementAndGet());
            answer.put("amount", body.get("amount"));
            return answer;
        }

        @PostMapping("/lease")
        @Idempotent("view-lease")
        @ResponseStatus(HttpStatus.CREATED)
        Map<String, Object> lease(@RequestBody Map<String, Object> body) {
            return answer(body);
        }

        @PostMapping("/atomic")
        @Idempotent(value = "view-atomic", execution = ExecutionMode.ATOMIC)
        @ResponseStatus(HttpStatus.CREATED)
        Map<String, Object> atomic(@RequestBody Map<String, Object> body) {
            deposits.deposit("view");
            return answer(body);
        }

        @PostMapping("/async")
        @Idempotent("view-async")
        CompletableFuture<Map<String, Object>> async(@RequestBody Map<String, Object> body) {
            return CompletableFuture.supplyAsync(() -> answer(body));
        }

        @PostMapping("/raw")
        @Idempotent("view-raw")
        @ResponseStatus(HttpStatus.CREATED)
        String raw(InputStream body) throws IOException {
            return RUNS.incrementAndGet() + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }

        @PostMapping("/unhashed")
        @Idempotent(
                value = "view-unhashed",
                risk = RiskClass.LOW,
                payloadHash = PayloadHash.NONE,
                resultRetention = "1h",
                maxRequestSize = "1000B")
        @ResponseStatus(HttpStatus.CREATED)
        String unhashed(InputStream body) throws IOException {
            return RUNS.incrementAndGet() + " " + body.readAllBytes().length;
        }

        @PostMapping("/unhashed-atomic")
        @Idempotent(
                value = "view-unhashed-atomic",
                execution = ExecutionMode.ATOMIC,
                payloadHash = PayloadHash.NONE,
                maxRequestSize = "1000B")
        @ResponseStatus(HttpStatus.CREATED)
        String unhashedAtomic(InputStream body) throws IOException {
            deposits.deposit("view");
            return RUNS.incrementAndGet() + " " + body.readAllBytes().length;
        }

        @PostMapping("/form")
        @Idempotent("view-form")
        String form(
                InputStream body,
                @RequestParam String a,
                @RequestParam List<String> b,
                @RequestParam String q,
                @RequestParam String empty,
                @RequestParam String flag)
                throws IOException {
            return "raw=" + new String(body.readAllBytes(), StandardCharsets.UTF_8) + " a=" + a + " b=" + b + " q=" + q
                    + " empty=" + empty + " flag=" + flag;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class InnerFilter {

        @Bean
        @FilterRegistration(name = "inner", servletNames = "dispatcherServlet", matchAfter = true)
        Filter inner() {
            return (request, response, chain) -> chain.doFilter(request, response);
        }
    }
}
