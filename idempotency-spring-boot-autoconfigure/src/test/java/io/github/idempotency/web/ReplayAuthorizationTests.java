package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.Idempotent;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.junit.jupiter.api.AfterEach;
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
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.method.HandleAuthorizationDenied;
import org.springframework.security.authorization.method.MethodAuthorizationDeniedHandler;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.server.ResponseStatusException;

/** Whatever in front of a handler may refuse a caller is asked before a replay, too, wherever it sits. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                    + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                    + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        })
class ReplayAuthorizationTests {

    private static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AtomicInteger TRANSACTIONS = new AtomicInteger();
    private static final AtomicInteger GUARDED_CALLS = new AtomicInteger();

    @LocalServerPort
    private int port;

    private HttpCalls http;

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @AfterEach
    void restorePermissions() {
        REVOKED.clear();
    }

    public static boolean isPermitted(String user) {
        return !REVOKED.contains(user);
    }

    private HttpResponse<byte[]> post(String path, String key, String body) {
        String alice = Base64.getEncoder().encodeToString("alice:pw".getBytes(StandardCharsets.UTF_8));
        return http.post(path, body, "Idempotency-Key", key, "Authorization", "Basic " + alice);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/plain/method",
                "/plain/class",
                "/request-scoped",
                "/session-scoped",
                "/aspect/plain",
                "/aspect/transactional",
                "/aspect/retried",
                "/aspect/swallowed",
                "/aspect/wrapped",
                "/aspect/translated",
                "/aspect/async"
            })
    void answersAReplayOnlyWhileTheCallerIsPermitted(String path) {
        String key = newKey();
        int before = RUNS.get();
        HttpResponse<byte[]> first = post(path, key, "{}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertReplay(post(path, key, "{}"), first);

        REVOKED.add("alice");
        HttpResponse<byte[]> refused = post(path, key, "{}");
        HttpResponse<byte[]> refusedWithOtherPayload = post(path, key, "{\"other\":1}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refusedWithOtherPayload.statusCode()).isEqualTo(403);
        assertThat(HttpCalls.text(refused)).doesNotContain("run ");

        REVOKED.clear();
        assertReplay(post(path, key, "{}"), first);
        assertThat(RUNS).hasValue(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/request-scoped", "/session-scoped", "/aspect/plain", "/aspect/transactional"})
    void aRefusalOnTheWayLeavesTheKeyFree(String path) {
        String key = newKey();
        int before = RUNS.get();
        REVOKED.add("alice");
        assertThat(post(path, key, "{}").statusCode()).isEqualTo(403);
        REVOKED.clear();

        HttpResponse<byte[]> first = post(path, key, "{\"other\":1}");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(RUNS).hasValue(before + 1);
    }

    @Test
    void anAnswerThatAnAdviceGivesInPlaceOfTheHandlerIsGivenInPlaceOfAReplay() {
        String key = newKey();
        HttpResponse<byte[]> first = post("/plain/masked", key, "{}");
        assertReplay(post("/plain/masked", key, "{}"), first);

        REVOKED.add("alice");
        HttpResponse<byte[]> masked = post("/plain/masked", key, "{}");
        assertThat(masked.statusCode()).isEqualTo(200);
        assertThat(HttpCalls.text(masked)).isEqualTo("***");

        REVOKED.clear();
        assertReplay(post("/plain/masked", key, "{}"), first);
    }

    @Test
    void beginsNoTransactionForAReplay() {
        String key = newKey();
        HttpResponse<byte[]> first = post("/aspect/transactional", key, "{}");
        int begun = TRANSACTIONS.get();
        assertReplay(post("/aspect/transactional", key, "{}"), first);
        assertThat(TRANSACTIONS).hasValue(begun);
    }

    @Test
    void asksAnAspectOnceForAReplayThoughTheHandlerIsRetried() {
        String key = newKey();
        HttpResponse<byte[]> first = post("/aspect/retried", key, "{}");
        int before = GUARDED_CALLS.get();
        assertReplay(post("/aspect/retried", key, "{}"), first);
        assertThat(GUARDED_CALLS).hasValue(before + 1);
    }

    private static String run() {
        return "run " + RUNS.incrementAndGet();
    }

    private static void requirePermission() {
        GUARDED_CALLS.incrementAndGet();
        if (!REVOKED.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "by an aspect");
        }
    }

    private static final String PERMITTED =
            "T(io.github.idempotency.web.ReplayAuthorizationTests).isPermitted(authentication.name)";

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({
        Security.class,
        PlainHandlers.class,
        GuardedClass.class,
        RequestScopedHandlers.class,
        SessionScopedHandlers.class,
        AspectHandlers.class,
        Guard.class,
        Swallowing.class
    })
    static class Application {

        @Bean
        IdempotencyStore store() {
            return new InMemoryIdempotencyStore();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    @EnableAspectJAutoProxy(proxyTargetClass = true)
    @EnableTransactionManagement(proxyTargetClass = true)
    @EnableResilientMethods(proxyTargetClass = true)
    @EnableAsync(proxyTargetClass = true)
    static class Security {

        @Bean
        SecurityFilterChain security(HttpSecurity http) {
            return http.csrf(csrf -> csrf.disable())
                    .httpBasic(Customizer.withDefaults())
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(User.withUsername("alice")
                    .password("{noop}pw")
                    .roles("USER")
                    .build());
        }

        @Bean
        PlatformTransactionManager transactionManager() {
            return new CountingTransactions();
        }

        @Bean
        MaskOnDenial maskOnDenial() {
            return new MaskOnDenial();
        }
    }

    static final class CountingTransactions extends AbstractPlatformTransactionManager {

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            TRANSACTIONS.incrementAndGet();
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    static class MaskOnDenial implements MethodAuthorizationDeniedHandler {

        @Override
        public Object handleDeniedInvocation(
                org.aopalliance.intercept.MethodInvocation invocation,
                org.springframework.security.authorization.AuthorizationResult result) {
            return "***";
        }
    }

    @RestController
    static class PlainHandlers {

        @PostMapping("/plain/method")
        @Idempotent("plain-method")
        @PreAuthorize(PERMITTED)
        public String secured() {
            return run();
        }

        @PostMapping("/plain/masked")
        @Idempotent("plain-masked")
        @PreAuthorize(PERMITTED)
        @HandleAuthorizationDenied(handlerClass = MaskOnDenial.class)
        public String masked() {
            return run();
        }
    }

    @RestController
    @PreAuthorize(PERMITTED)
    static class GuardedClass {

        @PostMapping("/plain/class")
        @Idempotent("plain-class")
        public String secured() {
            return run();
        }
    }

    @RestController
    @RequestScope
    static class RequestScopedHandlers {

        @PostMapping("/request-scoped")
        @Idempotent("request-scoped")
        @PreAuthorize(PERMITTED)
        public String secured() {
            return run();
        }
    }

    @RestController
    @SessionScope
    @PreAuthorize(PERMITTED)
    static class SessionScopedHandlers {

        @PostMapping("/session-scoped")
        @Idempotent("session-scoped")
        public String secured() {
            return run();
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Guarded {}

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Handled {

        String value();
    }

    @RestController
    @RequestMapping("/aspect")
    static class AspectHandlers {

        @PostMapping("/plain")
        @Idempotent("aspect-plain")
        @Guarded
        public String plain() {
            return run();
        }

        @PostMapping("/transactional")
        @Idempotent("aspect-transactional")
        @Guarded
        @Transactional
        public String transactional() {
            return run();
        }

        @PostMapping("/retried")
        @Idempotent("aspect-retried")
        @Guarded
        @Retryable(delay = 1, excludes = ResponseStatusException.class)
        public String retried() {
            return run();
        }

        @PostMapping("/swallowed")
        @Idempotent("aspect-swallowed")
        @Guarded
        @Handled("swallow")
        public ResponseEntity<String> swallowed() {
            return ResponseEntity.ok(run());
        }

        @PostMapping("/wrapped")
        @Idempotent("aspect-wrapped")
        @Guarded
        @Handled("wrap")
        public ResponseEntity<String> wrapped() {
            return ResponseEntity.ok(run());
        }

        @PostMapping("/translated")
        @Idempotent("aspect-translated")
        @Guarded
        @Handled("pass")
        public ResponseEntity<String> translated() {
            return ResponseEntity.ok(run());
        }

        @PostMapping("/async")
        @Idempotent("aspect-async")
        @Guarded
        @Async
        public CompletableFuture<String> async() {
            return CompletableFuture.completedFuture(run());
        }
    }

    @Aspect
    static class Guard {

        @Before("@annotation(io.github.idempotency.web.ReplayAuthorizationTests.Guarded)")
        public void check() {
            requirePermission();
        }
    }

    /** Stands in front of the guard, and takes exceptions for its own business. */
    @Aspect
    @Order(0)
    static class Swallowing {

        @Around("@annotation(handled)")
        public Object handle(ProceedingJoinPoint call, Handled handled) throws Throwable {
            try {
                return call.proceed();
            } catch (ResponseStatusException e) {
                throw e;
            } catch (Exception e) {
                switch (handled.value()) {
                    case "swallow":
                        return ResponseEntity.internalServerError().body("swallowed");
                    case "wrap":
                        throw new IllegalStateException("wrapped", e);
                    default:
                        throw e;
                }
            }
        }
    }
}
