package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.OnError;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.DepositService;
import io.github.idempotency.web.app.TestApplication;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that do what nobody expects: no transaction is left on a thread, and no effect is repeated. */
class HandlersOutOfLineTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));
    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, Handlers.class, Views.class),
                "spring.flyway.locations=classpath:db/testapp",
                "server.tomcat.threads.max=3",
                "server.tomcat.threads.min-spare=3",
                "spring.datasource.hikari.maximum-pool-size=3",
                "idempotency.web.max-held-response=2MB");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start-async",
                "start-async-behind-our-back",
                "error",
                "too-much",
                "forward-to-failure",
                "include"
            })
    void leaveNoTransactionOnTheThread(String handler) {
        String account = newKey();
        String key = newKey();
        for (int i = 0; i < 6; i++) { // twice the threads, and twice the pool
            HttpResponse<byte[]> failed =
                    host.http.post("/odd/" + handler + "?account=" + account, "{}", "Idempotency-Key", key);
            // Who goes behind the library's back to the container's own response may have it complete before anybody
            // sees it.
            if (!handler.equals("start-async-behind-our-back")) {
                assertThat(failed.statusCode()).as(HttpCalls.text(failed)).isEqualTo(500);
            }
        }
        assertThat(deposits(account)).isZero();
        assertAllThreadsCommit();
    }

    private static void assertAllThreadsCommit() {
        String account = newKey();
        for (int i = 0; i < 9; i++) {
            assertThat(host.http.post("/atomic/bare?account=" + account, "{}").statusCode())
                    .isEqualTo(201);
        }
        assertThat(deposits(account)).isEqualTo(9);
        Awaitility.await()
                .untilAsserted(() -> assertThat(DATABASE_ITSELF.queryForObject(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND state LIKE 'idle in transaction%'",
                                Integer.class, DATABASE.name()))
                        .isZero());
    }

    @Test
    void aClientThatVanishesStopsNothing() throws Exception {
        String account = newKey();
        String key = newKey();
        try (Socket socket = new Socket("localhost", host.context.getWebServer().getPort())) {
            socket.getOutputStream()
                    .write(("POST /odd/waiting?account=" + account + " HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: "
                                    + key + "\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(Handlers.ENTERED.await(30, TimeUnit.SECONDS)).isTrue();
            socket.setSoLinger(true, 0);
        }
        Handlers.GO.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(deposits(account)).isEqualTo(1));
        HttpResponse<byte[]> replay = host.http.send(
                "POST", "/odd/waiting?account=" + account, "", "Idempotency-Key", key, "Content-Type", "text/plain");
        assertThat(HttpCalls.text(replay)).isEqualTo("done");
        assertThat(deposits(account)).isEqualTo(1);
        assertAllThreadsCommit();
    }

    /** Under on-error: keep, what began is stored: a second run would repeat the effect. */
    @ParameterizedTest
    @ValueSource(strings = {"null-returned", "denied-after-effect", "forwarded-to-invalid", "named-forward-to-invalid"})
    void aFailureOfAHandlerThatBeganIsKept(String handler) {
        String account = newKey();
        String key = newKey();
        HttpResponse<byte[]> first =
                host.http.post("/odd/" + handler + "?account=" + account, "{}", "Idempotency-Key", key);
        assertThat(first.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(runs(account)).isEqualTo(1);
        HttpResponse<byte[]> second =
                host.http.post("/odd/" + handler + "?account=" + account, "{}", "Idempotency-Key", key);
        assertThat(runs(account)).as("status " + second.statusCode()).isEqualTo(1);
        assertThat(second.statusCode()).isEqualTo(first.statusCode());
        assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void whatWasRefusedOnTheWayFreesTheKey() {
        String account = newKey();
        String key = newKey();
        String path = "/odd/valid?account=" + account;
        assertThat(host.http
                        .post(path + "&amount=none", "", "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(400);
        assertThat(host.http
                        .post(path + "&amount=-1", "", "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(400);
        assertThat(runs(account)).isZero();
        assertThat(host.http
                        .post(path + "&amount=1", "", "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(200);
    }

    private static int deposits(String account) {
        return DATABASE_ITSELF.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
    }

    private static int runs(String account) {
        AtomicInteger runs = Handlers.RUNS.get(account);
        return runs == null ? 0 : runs.get();
    }

    @RestController
    @RequestMapping("/odd")
    static class Handlers {

        static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();
        static final CountDownLatch ENTERED = new CountDownLatch(1);
        static final CountDownLatch GO = new CountDownLatch(1);

        private final DepositService deposits;

        Handlers(DepositService deposits) {
            this.deposits = deposits;
        }

        private static void run(String account) {
            RUNS.computeIfAbsent(account, first -> new AtomicInteger()).incrementAndGet();
        }

        @PostMapping("/start-async")
        @Idempotent(value = "odd-start-async", execution = ExecutionMode.ATOMIC)
        void startAsync(@RequestParam String account, HttpServletRequest request) {
            deposits.deposit(account);
            finish(request.startAsync());
        }

        @PostMapping("/start-async-behind-our-back")
        @Idempotent(value = "odd-start-async-behind", execution = ExecutionMode.ATOMIC)
        void startAsyncBehind(@RequestParam String account, HttpServletRequest request) {
            deposits.deposit(account);
            ServletRequest container = request;
            while (container instanceof ServletRequestWrapper wrapper) {
                container = wrapper.getRequest();
            }
            finish(container.startAsync());
        }

        private static void finish(AsyncContext context) {
            context.start(() -> {
                try {
                    context.getResponse().getOutputStream().print("done");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } finally {
                    context.complete();
                }
            });
        }

        @PostMapping("/error")
        @Idempotent(value = "odd-error", execution = ExecutionMode.ATOMIC)
        String error(@RequestParam String account) {
            deposits.deposit(account);
            throw new NoClassDefFoundError("as in a broken deployment");
        }

        @PostMapping("/too-much")
        @Idempotent(value = "odd-too-much", execution = ExecutionMode.ATOMIC)
        byte[] tooMuch(@RequestParam String account) {
            deposits.deposit(account);
            return new byte[3_000_000];
        }

        @PostMapping("/forward-to-failure")
        @Idempotent(value = "odd-forward-to-failure", execution = ExecutionMode.ATOMIC)
        void forwardToFailure(@RequestParam String account, HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            deposits.deposit(account);
            request.getRequestDispatcher("/odd/failing").forward(request, response);
        }

        @PostMapping("/include")
        @Idempotent(value = "odd-include", execution = ExecutionMode.ATOMIC)
        void include(@RequestParam String account, HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            deposits.deposit(account);
            request.getRequestDispatcher("/odd/failing").include(request, response);
        }

        @PostMapping("/failing")
        String failing() {
            throw new IllegalStateException("always");
        }

        @PostMapping("/waiting")
        @Idempotent(value = "odd-waiting", execution = ExecutionMode.ATOMIC)
        String waiting(@RequestParam String account) throws InterruptedException {
            deposits.deposit(account);
            ENTERED.countDown();
            GO.await(30, TimeUnit.SECONDS);
            return "done";
        }

        @PostMapping("/null-returned")
        @Idempotent(value = "odd-null-returned", onError = OnError.KEEP)
        @NotNull
        String nullReturned(@RequestParam String account) {
            run(account);
            return null;
        }

        @PostMapping("/denied-after-effect")
        @Idempotent(value = "odd-denied-after-effect", onError = OnError.KEEP)
        String deniedAfterEffect(@RequestParam String account) {
            run(account);
            throw new AccessDeniedException("after the effect");
        }

        @PostMapping("/forwarded-to-invalid")
        @Idempotent(value = "odd-forwarded-to-invalid", onError = OnError.KEEP)
        void forwardedToInvalid(@RequestParam String account, HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            run(account);
            request.getRequestDispatcher("/odd/valid?amount=none").forward(request, response);
        }

        @PostMapping("/valid")
        @Idempotent("odd-valid")
        String valid(@RequestParam String account, @RequestParam @Positive int amount) {
            run(account);
            return "ok";
        }
    }

    @Controller
    @RequestMapping("/odd")
    static class Views {

        @PostMapping("/named-forward-to-invalid")
        @Idempotent(value = "odd-named-forward", onError = OnError.KEEP)
        String namedForward(@RequestParam String account) {
            Handlers.run(account);
            return "forward:/odd/valid?amount=none";
        }
    }
}
