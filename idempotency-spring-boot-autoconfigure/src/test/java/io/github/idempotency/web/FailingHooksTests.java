package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Decision;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StepObserver;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans of the application that fail in the middle of a request: they must leave nothing behind in its only thread. */
class FailingHooksTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, FailingHooks.class),
                "spring.flyway.locations=classpath:db/testapp",
                "spring.datasource.hikari.maximum-pool-size=3",
                "server.tomcat.threads.max=1",
                "server.tomcat.threads.min-spare=1");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/atomic/deposit", "/atomic/leased"})
    void areNoConcernOfTheRequestNorOfTheNextOne(String handler) {
        for (int i = 0; i < 4; i++) {
            String key = newKey();
            String path = handler + "?account=" + key;
            HttpResponse<byte[]> first = host.http.post(path, "{}", "Idempotency-Key", key);
            assertThat(first.statusCode()).isEqualTo(201);
            assertReplay(host.http.post(path, "{}", "Idempotency-Key", key), first);
            assertThat(deposits(key)).isEqualTo(1);
        }
        String bare = newKey();
        assertThat(host.http.post("/atomic/bare?account=" + bare, "{}").statusCode())
                .isEqualTo(201);
        assertThat(deposits(bare)).isEqualTo(1);
    }

    @Test
    void doNotTurnAFailedCommitIntoASuccess() {
        String key = newKey();
        String path = "/atomic/error-at-commit?account=" + key;
        assertThat(host.http.post(path, "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(500);
        assertThat(host.http.post(path, "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(500);
        assertThat(deposits(key)).isZero();
    }

    private static int deposits(String account) {
        return host.context
                .getBean(JdbcTemplate.class)
                .queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingHooks {

        @Bean
        NewKeyLimit failingLimit() {
            return new NewKeyLimit() {
                @Override
                public Optional<Decision.Refuse> refusal(RecordKey key) {
                    throw new NoClassDefFoundError("of a limit");
                }

                @Override
                public void created(RecordKey key) {
                    throw new NoClassDefFoundError("of a limit");
                }
            };
        }

        @Bean
        StepObserver failingObserver() {
            return new StepObserver() {
                @Override
                public <T> T observe(Step step, RecordKey key, Supplier<T> action, Function<T, String> outcome) {
                    action.get();
                    throw new IllegalStateException("of an observer");
                }
            };
        }
    }
}
