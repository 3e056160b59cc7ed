package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.Idempotent;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Forms and multipart bodies in a host that has neither Spring nor the container parse them: the handler reads them itself. */
class UnparsedBodiesTests {

    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};
    private static final String[] MULTIPART = {"Content-Type", "multipart/form-data; boundary=b"};

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, RawHandlers.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.mvc.formcontent.filter.enabled=false",
                "spring.servlet.multipart.enabled=false");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpResponse<byte[]> send(String method, String body, String key, String[] type) {
        return host.http.send(method, "/raw", body, "Idempotency-Key", key, type[0], type[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void aFormOfAnotherMethodThanPostReachesTheHandlerAndCounts(String method) {
        String key = newKey();
        HttpResponse<byte[]> first = send(method, "amount=1", key, FORM);
        assertThat(HttpCalls.text(first)).isEqualTo("amount=1");
        assertReplay(send(method, "amount=1", key, FORM), first);
        assertProblem(send(method, "amount=1000", key, FORM), 409, "key-reused", false);
    }

    @Test
    void aMultipartBodyThatNobodyParsesReachesTheHandlerAndCounts() {
        String key = newKey();
        String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";
        HttpResponse<byte[]> first = send("POST", body, key, MULTIPART);
        assertThat(HttpCalls.text(first)).isEqualTo(body);
        assertReplay(send("POST", body, key, MULTIPART), first);
        assertProblem(send("POST", body.replace('1', '2'), key, MULTIPART), 409, "key-reused", false);
    }

    @RestController
    static class RawHandlers {

        @RequestMapping("/raw")
        @Idempotent("raw")
        String raw(HttpServletRequest request) throws IOException {
            return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
