package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static io.github.idempotency.web.ApplicationTests.runs;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.ResponseRedaction;
import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.StepHandlers;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is stored of responses, and how: encrypted, compressed, redacted, without a body. */
class StoredResponsesTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private static final String FIRST = "idempotency.encryption.keys.first=" + key('1');
    private static final String SECOND = "idempotency.encryption.keys.second=" + key('2');

    private static Host host;

    private final String key = newKey();

    private static String key(char c) {
        return Base64.getEncoder().encodeToString(String.valueOf(c).repeat(32).getBytes(UTF_8));
    }

    private static Host start(List<Class<?>> sources, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("spring.flyway.locations=classpath:db/testapp");
        return Host.start(DATABASE, sources, all.toArray(String[]::new));
    }

    private static Host start(String... properties) {
        return start(List.of(TestApplication.class), properties);
    }

    @BeforeAll
    static void startHost() {
        host = start(
                List.of(TestApplication.class, Redactions.class),
                "idempotency.endpoints.slow.stored-body=none",
                "idempotency.encryption.active-key=first",
                FIRST,
                "idempotency.compression.enabled=true",
                "idempotency.compression.min-size=1KB");
    }

    @AfterAll
    static void stopHost() {
        host.close();
    }

    private HttpResponse<byte[]> post(Host host, String path, String body) {
        return host.http.post(path, body, "Idempotency-Key", key);
    }

    private void assertNowhereInClear(String secret) {
        String everything = DATABASE_ITSELF.queryForObject(
                "SELECT string_agg(row, ' ') FROM (SELECT r::text AS row FROM idempotency_record r"
                        + " UNION ALL SELECT s::text FROM idempotency_step s) AS rows",
                String.class);
        assertThat(everything)
                .contains(key)
                .doesNotContain(secret, HexFormat.of().formatHex(secret.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/orders?a=",
                "/atomic/deposit?account=",
                "/atomic/refused?account=",
                "/steps/one?name=only&account="
            })
    void noResponseIsStoredInClear(String path) {
        HttpResponse<byte[]> first = post(host, path + "secret-in-query", "\"secret-in-body\"");

        assertReplay(post(host, path + "secret-in-query", "\"secret-in-body\""), first);
        assertNowhereInClear("secret-in-query");
        assertNowhereInClear("secret-in-body");
        assertNowhereInClear("application/");
        assertNowhereInClear("Location");
    }

    @Test
    void aLargeResponseIsCompressedAndComesBackByteForByte() {
        HttpResponse<byte[]> first = post(host, "/orders", '"' + "a long order, ".repeat(3_000) + '"');

        assertReplay(post(host, "/orders", '"' + "a long order, ".repeat(3_000) + '"'), first);
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT length(body) FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key))
                .isLessThan(2_000);
    }

    @Test
    void resultsOfStepsAreEncryptedAndResumed() {
        StepHandlers.TROUBLE.add("after-charge " + key);
        assertThat(post(host, "/steps/order?account=" + key, "{}").statusCode()).isEqualTo(502);
        assertNowhereInClear("parts");

        HttpResponse<byte[]> resumed = post(host, "/steps/order?account=" + key, "{}");
        assertThat(HttpCalls.text(resumed)).contains("parts=[1, 2]");
        assertThat(StepHandlers.calls("charge", key)).isOne();
    }

    @Test
    void aResponseThatWasMovedFromAnotherRecordIsNotReplayed() {
        String other = newKey();
        host.http.post("/orders", "{}", "Idempotency-Key", other);
        post(host, "/orders", "{}");
        int runs = runs();
        assertThat(DATABASE_ITSELF.update("""
                        UPDATE idempotency_record AS mine
                        SET status = his.status, headers = his.headers, body = his.body
                        FROM idempotency_record AS his
                        WHERE mine.idempotency_key = ? AND his.idempotency_key = ?
                        """, key, other)).isOne();

        assertProblem(post(host, "/orders", "{}"), 409, "result-not-stored", false);
        assertThat(runs()).isEqualTo(runs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 200",
                "body = set_byte(body, length(body) - 1, 255 - get_byte(body, length(body) - 1))",
                "body = substring(body for 5)",
                "body = ''",
                "body = NULL",
                "body = 'in clear'"
            })
    void aResponseThatWasChangedIsNotReplayed(String change) {
        for (String path : List.of("/orders", "/optional", "/atomic/deposit?account=a")) {
            post(host, path, "{}");
        }
        int runs = runs();
        assertThat(DATABASE_ITSELF.update(
                        "UPDATE idempotency_record SET " + change + " WHERE idempotency_key = ?", key))
                .isEqualTo(3);

        for (String path : List.of("/orders", "/optional", "/atomic/deposit?account=a")) {
            assertProblem(post(host, path, "{}"), 409, "result-not-stored", false);
        }
        assertThat(runs()).isEqualTo(runs);
    }

    @Test
    void aRotatedKeyStillReplaysAndALostOneNeverRunsAgain() {
        List<String> paths = List.of("/orders", "/optional", "/atomic/deposit?account=a");
        List<HttpResponse<byte[]>> old =
                paths.stream().map(path -> post(host, path, "{}")).toList();
        String later = newKey();
        HttpResponse<byte[]> fresh;
        int runs;
        try (Host rotated = start("idempotency.encryption.active-key=second", FIRST, SECOND)) {
            for (int i = 0; i < paths.size(); i++) {
                assertReplay(post(rotated, paths.get(i), "{}"), old.get(i));
            }
            fresh = rotated.http.post("/orders", "{}", "Idempotency-Key", later);
            runs = runs();
        }
        try (Host lost = start("idempotency.encryption.active-key=second", SECOND)) {
            for (String path : paths) {
                assertProblem(post(lost, path, "{}"), 409, "result-not-stored", false);
            }
            assertReplay(lost.http.post("/orders", "{}", "Idempotency-Key", later), fresh);
        }
        assertProblem(host.http.post("/orders", "{}", "Idempotency-Key", later), 409, "result-not-stored", false);
        assertThat(runs()).isEqualTo(runs);
    }

    static class KeysOfAService {

        static final AtomicBoolean AWAY = new AtomicBoolean();

        @Bean
        EncryptionKeys keys() {
            return new EncryptionKeys() {
                @Override
                public String activeKey() {
                    return "service-key";
                }

                @Override
                public SecretKey find(String name) {
                    if (AWAY.get()) {
                        throw new IllegalStateException("no answer");
                    }
                    return new SecretKeySpec(new byte[32], "AES");
                }
            };
        }
    }

    @Test
    void whileASourceOfKeysIsAwayNothingIsStoredInClearAndNothingRunsAgain() {
        List<String> paths = List.of("/orders", "/optional", "/atomic/deposit?account=a");
        try (Host serviced = start(List.of(TestApplication.class, KeysOfAService.class))) {
            List<HttpResponse<byte[]>> first =
                    paths.stream().map(path -> post(serviced, path, "{}")).toList();
            int runs = runs();
            KeysOfAService.AWAY.set(true);
            for (String path : paths) {
                assertProblem(post(serviced, path, "{}"), 503, "store-unavailable", true);
            }
            assertThat(runs()).isEqualTo(runs);
            String meanwhile = newKey();
            for (String path : paths) {
                assertThat(serviced.http
                                .post(path, "{}", "Idempotency-Key", meanwhile)
                                .statusCode())
                        .isEqualTo(201);
                assertProblem(
                        serviced.http.post(path, "{}", "Idempotency-Key", meanwhile), 409, "result-not-stored", false);
            }
            KeysOfAService.AWAY.set(false);
            for (int i = 0; i < paths.size(); i++) {
                assertReplay(post(serviced, paths.get(i), "{}"), first.get(i));
            }
        } finally {
            KeysOfAService.AWAY.set(false);
        }
    }

    static class Redactions {

        @Bean
        @Order(1)
        ResponseRedaction redaction() {
            return (operation, response) -> switch (operation) {
                case "reader" -> null;
                case "form-body" -> throw new AssertionError(new String(response.body(), UTF_8));
                case "POST /canonical", "atomic-jdbc", "recoverable" -> {
                    Arrays.fill(response.body(), (byte) '*');
                    yield new Envelope(response.status(), List.of(), response.body());
                }
                default -> response;
            };
        }

        @Bean
        @Order(2)
        ResponseRedaction second() {
            return (operation, response) -> {
                boolean masked = response.body() != null && response.body().length > 0 && response.body()[0] == '*';
                return masked
                        ? new Envelope(response.status(), List.of(new Header("X-Redacted", "yes")), response.body())
                        : response;
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/canonical", "/atomic/jdbc?account=a", "/durable/recoverable?account=a"})
    void aRedactedResponseIsWhatDuplicatesGetAndNotTheFirst(String path) {
        HttpResponse<byte[]> first = post(host, path, "{}");
        HttpResponse<byte[]> replay = post(host, path, "{}");

        assertThat(HttpCalls.text(first)).doesNotContain("*").isNotEmpty();
        assertThat(first.headers().firstValue("X-Redacted")).isEmpty();
        assertThat(replay.statusCode()).isEqualTo(first.statusCode());
        assertThat(HttpCalls.text(replay)).isEqualTo("*".repeat(first.body().length));
        assertThat(replay.headers().firstValue("X-Redacted")).hasValue("yes");
        assertThat(replay.headers().firstValue("Location")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reader", "/form-body"})
    void ofAResponseThatARedactionForbidsOrFailsAtNothingIsStored(String path) {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new LogHandler(logged);
        Logger logger = Logger.getLogger(ResponseKeeping.class.getName());
        logger.addHandler(handler);
        HttpResponse<byte[]> first;
        try {
            first = post(host, path, "a-secret");
        } finally {
            logger.removeHandler(handler);
        }
        int runs = runs();

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(HttpCalls.text(first)).isEqualTo("a-secret");
        HttpResponse<byte[]> duplicate = post(host, path, "a-secret");
        assertProblem(duplicate, 409, "result-not-stored", false);
        assertThat(HttpCalls.text(duplicate)).doesNotContain("original");
        assertThat(runs()).isEqualTo(runs);
        assertNowhereInClear("a-secret");
        assertThat(logged).noneMatch(line -> line.contains("a-secret"));
        if (path.equals("/form-body")) {
            assertThat(logged)
                    .anyMatch(
                            line -> line.contains("A redaction of operation form-body threw java.lang.AssertionError"));
        }
    }

    /** Whatever the console shows: who hears of the platform's logger depends on what was started before. */
    private static final class LogHandler extends Handler {

        private final List<String> logged;

        LogHandler(List<String> logged) {
            this.logged = logged;
        }

        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage() + " " + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void aRecoveredResponseIsRedactedAndEncryptedToo() {
        String path = "/durable/recoverable?account=a";
        HttpResponse<byte[]> lost = post(host, path, "{}");
        assertThat(DATABASE_ITSELF.update("""
                        UPDATE idempotency_record
                        SET state = 0, applied = true, lease_until = now() - interval '1 second', format_version = 1,
                            status = NULL, headers = NULL, body = NULL, completed_at = NULL
                        WHERE idempotency_key = ?
                        """, key)).isOne();

        assertThat(post(host, path, "{}").body()).isEqualTo(lost.body());
        assertThat(HttpCalls.text(post(host, path, "{}"))).isEqualTo("*".repeat(lost.body().length));
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT headers IS NULL AND format_version = 2 FROM idempotency_record WHERE idempotency_key = ?",
                        Boolean.class,
                        key))
                .isTrue();
    }

    @Test
    void withoutAStoredBodyADuplicateIsToldStatusAndHeaders() {
        HttpResponse<byte[]> first = post(host, "/slow", "{}");
        int runs = runs();
        HttpResponse<byte[]> duplicate = post(host, "/slow", "{}");

        assertThat(HttpCalls.text(first)).isEqualTo("slow");
        assertProblem(duplicate, 409, "result-not-stored", false);
        assertThat(HttpCalls.text(duplicate))
                .contains("\"original\":{\"status\":201,\"headers\":{")
                .contains("\"Location\":[\""
                        + first.headers().firstValue("Location").orElseThrow() + "\"]");
        assertThat(runs()).isEqualTo(runs);
    }
}
