package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.DepositService;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewFilter;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Applications that are set up in their own ways: the library works in each, and leaves the rest as it is. */
class HostApplicationsTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));
    private static final String MIGRATIONS = "spring.flyway.locations=classpath:db/testapp";

    @Test
    void enableWebMvc() {
        Map<String, String> without;
        try (Host host = Host.start(
                DATABASE,
                List.of(TestApplication.class, MvcOfItsOwn.class),
                MIGRATIONS,
                "idempotency.auto-configure=false")) {
            without = untouched(host);
        }
        try (Host host = Host.start(DATABASE, List.of(TestApplication.class, MvcOfItsOwn.class), MIGRATIONS)) {
            assertWorks(host);
            assertThat(untouched(host)).isEqualTo(without);
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreads() {
        try (Host host = Host.start(
                DATABASE,
                List.of(TestApplication.class, MoreHandlers.class),
                MIGRATIONS,
                "spring.threads.virtual.enabled=true")) {
            assertWorks(host);
            for (String handler : List.of("/thread", "/thread-atomic")) {
                String key = newKey();
                HttpResponse<byte[]> first = host.http.post(handler, "{}", "Idempotency-Key", key);
                assertThat(HttpCalls.text(first)).startsWith("VirtualThread");
                assertReplay(host.http.post(handler, "{}", "Idempotency-Key", key), first);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inside, /atomic/leased, /leased-refused, /leased-deferred",
        "inside, /atomic/deposit, /atomic/refused, /atomic/deferred-constraint",
        "outside, /atomic/leased, /leased-refused, /leased-deferred",
        "outside, /atomic/deposit, /atomic/refused, /atomic/deferred-constraint"
    })
    void openSessionByAFilter(String place, String success, String refusal, String failedCommit) {
        try (Host host = Host.start(
                DATABASE,
                List.of(TestApplication.class, OpenSession.class, MoreHandlers.class),
                MIGRATIONS,
                "spring.jpa.open-in-view=false",
                "test.open-session=" + place)) {
            String key = newKey();
            HttpResponse<byte[]> created = host.http.post(success + "?account=" + key, "{}", "Idempotency-Key", key);
            assertThat(created.statusCode()).isEqualTo(201);
            assertReplay(host.http.post(success + "?account=" + key, "{}", "Idempotency-Key", key), created);
            assertThat(deposits(key)).isEqualTo(1);

            String refusedKey = newKey();
            String refusedPath = refusal + "?account=" + refusedKey;
            HttpResponse<byte[]> refused = host.http.post(refusedPath, "{}", "Idempotency-Key", refusedKey);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertReplay(host.http.post(refusedPath, "{}", "Idempotency-Key", refusedKey), refused);

            String failedKey = newKey();
            String failedPath = failedCommit + "?account=" + failedKey;
            HttpResponse<byte[]> failed = host.http.post(failedPath, "{}", "Idempotency-Key", failedKey);
            assertThat(failed.statusCode()).isEqualTo(409);
            assertThat(HttpCalls.text(failed)).isEqualTo("{\"error\":\"the application's own conflict\"}");
            assertThat(deposits(failedKey)).isZero();
        }
    }

    private static void assertWorks(Host host) {
        for (String path : List.of("/orders?x=y", "/atomic/deposit?account=works")) {
            String key = newKey();
            HttpResponse<byte[]> first = host.http.post(path, "{\"a\":1}", "Idempotency-Key", key);
            assertThat(first.statusCode()).as(HttpCalls.text(first)).isEqualTo(201);
            assertReplay(host.http.post(path, "{\"a\":1}", "Idempotency-Key", key), first);
            assertProblem(host.http.post(path, "{\"a\":2}", "Idempotency-Key", key), 409, "key-reused", false);
        }
    }

    /** What the application answers where the library has no say: status, content type, names of headers, and some bodies. */
    private static Map<String, String> untouched(Host host) {
        Map<String, String> answers = new TreeMap<>();
        answers.put("handler", summary(host.http.post("/atomic/bare?account=b", "{}", "Idempotency-Key", "k")));
        answers.put("unknown", summary(host.http.post("/nowhere", "{}")));
        answers.put("wrong method", summary(host.http.send("PUT", "/orders", "{}")));
        answers.put("interceptor", summary(host.http.post("/atomic/bare?account=b", "{}", "X-Suspended", "yes")));
        answers.put("cors", summary(host.http.post("/atomic/bare?account=b", "{}", "Origin", "https://shop.example")));
        return answers;
    }

    private static String summary(HttpResponse<byte[]> response) {
        return response.statusCode() + " "
                + response.headers().firstValue("Content-Type").orElse("-") + " "
                + response.headers().map().keySet() + " "
                + HttpCalls.text(response).replaceAll("\"timestamp\":\"[^\"]*\"", "");
    }

    private static int deposits(String account) {
        return DATABASE_ITSELF.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    static class MvcOfItsOwn {}

    @Configuration(proxyBeanMethods = false)
    static class OpenSession {

        @Bean
        FilterRegistrationBean<OpenEntityManagerInViewFilter> openEntityManager(Environment environment) {
            FilterRegistrationBean<OpenEntityManagerInViewFilter> filter =
                    new FilterRegistrationBean<>(new OpenEntityManagerInViewFilter());
            if ("outside".equals(environment.getProperty("test.open-session"))) {
                filter.setOrder(-1000);
            }
            return filter;
        }
    }

    @RestController
    static class MoreHandlers {

        private final DepositService deposits;

        MoreHandlers(DepositService deposits) {
            this.deposits = deposits;
        }

        @PostMapping("/thread")
        @Idempotent("thread")
        String thread() {
            return Thread.currentThread().toString();
        }

        @PostMapping("/thread-atomic")
        @Idempotent(value = "thread-atomic", execution = ExecutionMode.ATOMIC)
        String threadAtomic() {
            deposits.deposit("thread");
            return Thread.currentThread().toString();
        }

        @PostMapping("/leased-refused")
        @Idempotent("leased-refused")
        String refused(@RequestParam String account) {
            deposits.deposit(account);
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, "not today");
        }

        @PostMapping("/leased-deferred")
        @Idempotent("leased-deferred")
        ResponseEntity<String> deferred(@RequestParam String account) {
            deposits.depositWithoutParent(account);
            return ResponseEntity.ok("never");
        }
    }
}
