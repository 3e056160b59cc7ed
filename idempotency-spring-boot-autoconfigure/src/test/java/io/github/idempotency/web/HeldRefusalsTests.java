package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Refusals of a tenant over its limit, where three are answered in a second; the server has a single thread. */
class HeldRefusalsTests {

    private static final Duration INTERVAL = Duration.ofSeconds(1).dividedBy(3);

    private static final int MAX_HELD = 6;

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();

    private static final String KEY = newKey();

    private static Host host;

    private final ExecutorService clients = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, SynchronousFilter.class),
                "spring.flyway.locations=classpath:db/testapp",
                "server.tomcat.threads.max=1",
                "server.tomcat.threads.min-spare=1",
                "idempotency.rate-limit.enabled=true",
                "idempotency.rate-limit.keys=1",
                "idempotency.rate-limit.period=1h",
                "idempotency.rate-limit.burst=1",
                "idempotency.rate-limit.risk-classes.low.keys=1",
                "idempotency.rate-limit.risk-classes.low.period=1h",
                "idempotency.rate-limit.risk-classes.low.burst=1",
                "idempotency.throttle.refusals-per-second=3",
                "idempotency.throttle.max-held=" + MAX_HELD);
        assertThat(post("/orders", KEY).statusCode()).isEqualTo(201);
        assertThat(post("/low", newKey()).statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @AfterEach
    void end() {
        clients.shutdownNow();
    }

    private static HttpResponse<byte[]> post(String path, String key) {
        return host.http.post(path, "{}", "Idempotency-Key", key);
    }

    private List<CompletableFuture<HttpResponse<byte[]>>> refused(int number) {
        return Stream.generate(() -> CompletableFuture.supplyAsync(() -> post("/orders", newKey()), clients))
                .limit(number)
                .toList();
    }

    private static double refusals() {
        return host
                .context
                .getBean(MeterRegistry.class)
                .find("idempotency.requests")
                .tag("outcome", "rate-limited")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Two of them: the first may be answered at once. */
    private static HttpResponse<byte[]> assertPaced() {
        long start = System.nanoTime();
        assertThat(post("/orders", newKey()).statusCode()).isEqualTo(429);
        HttpResponse<byte[]> second = post("/orders", newKey());
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(INTERVAL.toNanos());
        return second;
    }

    @Test
    void comeAsTheyWouldAtOnceButLaterAndCountOnce() {
        double before = refusals();

        HttpResponse<byte[]> refused = assertPaced();

        assertProblem(refused, 429, "rate-limited", true);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Content-Length")).contains(String.valueOf(refused.body().length));
        assertThat(refusals()).isEqualTo(before + 2);
        await().untilAsserted(() -> assertThat(host.context
                        .getBean(MeterRegistry.class)
                        .get("http.server.requests")
                        .tag("status", "429")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isGreaterThan(INTERVAL.toMillis() / 2.0));
    }

    @Test
    void takeNoThreadAndNoMoreRoomThanTheyMay() {
        List<CompletableFuture<HttpResponse<byte[]>>> all = refused(MAX_HELD + 4);
        await().until(() -> done(all) >= 3);
        HttpResponse<byte[]> replay = post("/orders", KEY);
        assertThat(done(all)).isLessThan(all.size());
        assertThat(replay.statusCode()).isEqualTo(201);
        assertThat(all)
                .extracting(CompletableFuture::join)
                .extracting(HttpResponse::statusCode)
                .containsOnly(429);
        assertPaced();
    }

    private static long done(List<CompletableFuture<HttpResponse<byte[]>>> answers) {
        return answers.stream().filter(CompletableFuture::isDone).count();
    }

    @Test
    void makeRoomWhenTheClientIsGone() throws IOException {
        for (int i = 0; i <= MAX_HELD; i++) {
            try (Socket socket =
                    new Socket("localhost", host.context.getWebServer().getPort())) {
                double before = refusals();
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write("""
                        POST /orders HTTP/1.1\r
                        Host: localhost\r
                        Content-Type: application/json\r
                        Content-Length: 2\r
                        Idempotency-Key: %s\r
                        \r
                        {}""".formatted(newKey()).getBytes(StandardCharsets.US_ASCII));
                await().until(() -> refusals() > before);
            }
        }
        await().pollDelay(INTERVAL.multipliedBy(MAX_HELD)).untilAsserted(HeldRefusalsTests::assertPaced);
    }

    @Test
    void comeAtOnceWhereAFilterCannotWait() {
        List<CompletableFuture<HttpResponse<byte[]>>> held = refused(3);
        await().until(() -> done(held) >= 1);
        HttpResponse<byte[]> refused = post("/low", newKey());
        assertProblem(refused, 429, "rate-limited", true);
        assertThat(done(held)).isLessThan(held.size());
        held.forEach(CompletableFuture::join);
    }

    /** As filters do that compress or count: neither must turn a refusal into a success. */
    @ParameterizedTest
    @ValueSource(strings = {"inner-flush", "outer-flush", "inner-close", "outer-close"})
    void areNoSuccessWhateverAFilterDoesToTheResponse(String filter) {
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> refused =
                    host.http.post("/orders", "{}", "Idempotency-Key", newKey(), "X-Filter", filter);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SynchronousFilter {

        @Bean
        FilterRegistrationBean<?> outerFilter() {
            return meddling("outer", Ordered.HIGHEST_PRECEDENCE);
        }

        @Bean
        FilterRegistrationBean<?> innerFilter() {
            return meddling("inner", Ordered.LOWEST_PRECEDENCE);
        }

        private static FilterRegistrationBean<?> meddling(String place, int order) {
            FilterRegistrationBean<?> registration = new FilterRegistrationBean<>((request, response, chain) -> {
                chain.doFilter(request, response);
                String wanted = ((HttpServletRequest) request).getHeader("X-Filter");
                if ((place + "-flush").equals(wanted)) {
                    response.flushBuffer();
                } else if ((place + "-close").equals(wanted)) {
                    response.getOutputStream().close();
                }
            });
            registration.setName(place + "MeddlingFilter");
            registration.setAsyncSupported(true);
            registration.setOrder(order);
            return registration;
        }

        @Bean
        FilterRegistrationBean<?> synchronousFilter() {
            FilterRegistrationBean<?> registration =
                    new FilterRegistrationBean<>((request, response, chain) -> chain.doFilter(request, response));
            registration.setUrlPatterns(List.of("/low"));
            registration.setAsyncSupported(false);
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }
    }
}
