package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;

/** What a handler declares of its transaction holds for the one that ATOMIC opens, or the application does not start. */
class DeclaredTransactionsTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private static Host host;

    private final String key = ApplicationTests.newKey();

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, Declaring.class, DeclaringAsAWhole.class, OtherManager.class),
                "spring.flyway.locations=classpath:db/testapp",
                "test.timeout=1");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/declared/none, read committed",
        "/declared/serializable, serializable",
        "/declared/repeatable-read, repeatable read",
        "/declared/by-class, serializable"
    })
    void runsAtTheDeclaredIsolation(String path, String isolation) {
        HttpResponse<byte[]> first = host.http.post(path, "{}", "Idempotency-Key", key);

        assertThat(HttpCalls.text(first)).isEqualTo(isolation);
        ApplicationTests.assertReplay(host.http.post(path, "{}", "Idempotency-Key", key), first);
        assertThat(HttpCalls.text(host.http.post("/declared/none", "{}", "Idempotency-Key", ApplicationTests.newKey())))
                .isEqualTo("read committed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/declared/timeout", "/declared/timeout-string"})
    void endsAtTheDeclaredTimeout(String path) {
        HttpResponse<byte[]> late = host.http.post(path, "{}", "Idempotency-Key", key);

        assertThat(late.statusCode()).isEqualTo(500);
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT count(*) FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "readOnly, 'read-only'",
        "requiresNew, REQUIRES_NEW",
        "notSupported, NOT_SUPPORTED",
        "never, NEVER",
        "nested, NESTED",
        "noRollback, noRollbackFor",
        "otherManager, other"
    })
    void refusesWhatCannotHold(String method, String reason) throws Exception {
        assertThatExceptionOfType(InvalidPolicyException.class)
                .isThrownBy(() -> find(method))
                .withMessageContaining("Refused#" + method)
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.remedy()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"supports", "mandatory", "rollback", "sameManager", "leased"})
    void acceptsWhatHolds(String method) throws Exception {
        assertThat(find(method)).isPresent();
    }

    private static Optional<?> find(String method) throws NoSuchMethodException {
        HandlerMethod handler = new HandlerMethod(new Refused(), method);
        return host.context.getBean(IdempotentOperations.class).find(handler, "POST", "/" + method);
    }

    @RestController
    static class Declaring {

        private final JdbcTemplate jdbc;

        Declaring(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        private String isolation() {
            return jdbc.queryForObject("SHOW transaction_isolation", String.class);
        }

        @PostMapping("/declared/none")
        @Idempotent(execution = ExecutionMode.ATOMIC)
        @Transactional
        String none() {
            return isolation();
        }

        @PostMapping("/declared/serializable")
        @Idempotent(execution = ExecutionMode.ATOMIC)
        @Transactional(isolation = Isolation.SERIALIZABLE)
        String serializable() {
            return isolation();
        }

        @PostMapping("/declared/repeatable-read")
        @Idempotent(execution = ExecutionMode.ATOMIC)
        @Transactional(isolation = Isolation.REPEATABLE_READ)
        String repeatableRead() {
            return isolation();
        }

        @PostMapping("/declared/timeout")
        @Idempotent(execution = ExecutionMode.ATOMIC)
        @Transactional(timeout = 1)
        String timeout() {
            jdbc.execute("SELECT pg_sleep(4)");
            return "slept";
        }

        @PostMapping("/declared/timeout-string")
        @Idempotent(execution = ExecutionMode.ATOMIC)
        @Transactional(timeoutString = "${test.timeout}")
        String timeoutString() {
            jdbc.execute("SELECT pg_sleep(4)");
            return "slept";
        }

        @ExceptionHandler
        ResponseEntity<String> failed(RuntimeException e) {
            return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).body(String.valueOf(e.getMessage()));
        }
    }

    @RestController
    @Transactional(isolation = Isolation.SERIALIZABLE)
    static class DeclaringAsAWhole {

        private final JdbcTemplate jdbc;

        DeclaringAsAWhole(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @PostMapping("/declared/by-class")
        @Idempotent(execution = ExecutionMode.ATOMIC)
        String byClass() {
            return jdbc.queryForObject("SHOW transaction_isolation", String.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherManager {

        @Bean(defaultCandidate = false)
        PlatformTransactionManager other(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    /** No bean: its operations are looked up one by one. */
    static class Refused {

        @Idempotent(value = "read-only", execution = ExecutionMode.ATOMIC)
        @Transactional(readOnly = true)
        public void readOnly() {}

        @Idempotent(value = "requires-new", execution = ExecutionMode.ATOMIC)
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void requiresNew() {}

        @Idempotent(value = "not-supported", execution = ExecutionMode.ATOMIC)
        @Transactional(propagation = Propagation.NOT_SUPPORTED)
        public void notSupported() {}

        @Idempotent(value = "never", execution = ExecutionMode.ATOMIC)
        @Transactional(propagation = Propagation.NEVER)
        public void never() {}

        @Idempotent(value = "nested", execution = ExecutionMode.ATOMIC)
        @Transactional(propagation = Propagation.NESTED)
        public void nested() {}

        @Idempotent(value = "no-rollback", execution = ExecutionMode.ATOMIC)
        @Transactional(noRollbackFor = IllegalStateException.class)
        public void noRollback() {}

        @Idempotent(value = "other-manager", execution = ExecutionMode.ATOMIC)
        @Transactional("other")
        public void otherManager() {}

        @Idempotent(value = "supports", execution = ExecutionMode.ATOMIC)
        @Transactional(propagation = Propagation.SUPPORTS)
        public void supports() {}

        @Idempotent(value = "mandatory", execution = ExecutionMode.ATOMIC)
        @Transactional(propagation = Propagation.MANDATORY)
        public void mandatory() {}

        @Idempotent(value = "rollback", execution = ExecutionMode.ATOMIC)
        @Transactional(rollbackFor = IOException.class)
        public void rollback() {}

        @Idempotent(value = "same-manager", execution = ExecutionMode.ATOMIC)
        @Transactional("transactionManager")
        public void sameManager() {}

        @Idempotent("leased-in-its-own")
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void leased() {}
    }
}
