package io.github.idempotency.web;

import static io.github.idempotency.web.ApplicationTests.assertProblem;
import static io.github.idempotency.web.ApplicationTests.assertReplay;
import static io.github.idempotency.web.ApplicationTests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.web.servlet.function.RouterFunctions.route;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.policy.InvalidPolicyException;
import io.github.idempotency.governance.Classification;
import io.github.idempotency.governance.MutationEndpointInventory;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.TestApplication;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Handler functions that are made idempotent, between filter functions and an open session. */
class FunctionalEndpointsTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private static Host host;

    @BeforeAll
    static void start() {
        host = Host.start(
                DATABASE,
                List.of(TestApplication.class, Routes.class),
                "spring.flyway.locations=classpath:db/testapp",
                "idempotency.endpoints.f-atomic.execution=atomic",
                "idempotency.endpoints.f-atomic-failing.execution=atomic",
                "idempotency.endpoints.f-atomic-async.execution=atomic");
        DATABASE_ITSELF.execute("CREATE TABLE function_effect (name text)");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static int effects(String name) {
        return DATABASE_ITSELF.queryForObject(
                "SELECT count(*) FROM function_effect WHERE name = ?", Integer.class, name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/f/leased", "/f/atomic", "/f/async"})
    void answerADuplicateAsTheFirst(String path) {
        String key = newKey();
        HttpResponse<byte[]> first = host.http.post(path, "{\"a\":\"" + key + "\"}", "Idempotency-Key", key);
        assertThat(first.statusCode()).isEqualTo(201);
        HttpResponse<byte[]> replay = host.http.post(path, "{\"a\":\"" + key + "\"}", "Idempotency-Key", key);
        assertReplay(replay, first);
        assertThat(Routes.FILTERED).endsWith(201, 201);
        assertThat(effects("{\"a\":\"" + key + "\"}")).isEqualTo(1);
        assertProblem(host.http.post(path, "{\"a\":2}", "Idempotency-Key", key), 409, "key-reused", false);
        assertProblem(host.http.post(path, "{}"), 400, "key-required", false);
    }

    @Test
    void rollBackAndKeepTheRefusalOfAnAtomicHandler() {
        String key = newKey();
        HttpResponse<byte[]> first = host.http.post("/f/atomic-failing", key, "Idempotency-Key", key);
        assertThat(first.statusCode()).isEqualTo(422);
        assertThat(host.http
                        .post("/f/atomic-failing", key, "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(422);
        assertThat(effects(key)).isZero();
    }

    @Test
    void refuseAnAsynchronousResponseOfAnAtomicHandlerAndRollItBack() {
        String key = newKey();
        assertThat(host.http
                        .post("/f/atomic-async", key, "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(500);
        assertThat(effects(key)).isZero();
    }

    @Test
    void refuseADuplicateInFlight() {
        Routes.entered = new CountDownLatch(1);
        Routes.gate = new CountDownLatch(1);
        String key = newKey();
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> host.http.post("/f/gated", "{}", "Idempotency-Key", key));
        try {
            Routes.entered.await();
            assertProblem(host.http.post("/f/gated", "{}", "Idempotency-Key", key), 409, "in-progress", true);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Routes.gate.countDown();
        }
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    @Test
    void refuseBeforeTheRecordAnswersIfAFilterFunctionDoes() {
        String key = newKey();
        assertThat(host.http.post("/f/leased", "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(201);
        assertThat(host.http
                        .post("/f/leased", "{}", "Idempotency-Key", key, "X-Forbidden", "1")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void leaveSafeMethodsAndOtherRoutesAlone() {
        assertThat(host.http.send("GET", "/f/leased", "").statusCode()).isEqualTo(200);
        String key = newKey();
        host.http.post("/f/plain", key, "Idempotency-Key", key);
        host.http.post("/f/plain", key, "Idempotency-Key", key);
        assertThat(effects(key)).isEqualTo(2);
    }

    @Test
    void areIdempotentEndpointsOfTheInventory() {
        assertThat(host.context.getBean(MutationEndpointInventory.class).endpoints())
                .filteredOn(endpoint -> endpoint.pattern().startsWith("/f/"))
                .allSatisfy(endpoint -> assertThat(endpoint.classification())
                        .isEqualTo(
                                endpoint.pattern().equals("/f/plain")
                                        ? Classification.UNCLASSIFIED
                                        : Classification.IDEMPOTENT))
                .hasSizeGreaterThan(5);
    }

    @Test
    void haveNamesOfTheirOwn() {
        IdempotentRoutes routes = host.context.getBean(IdempotentRoutes.class);
        assertThatThrownBy(() -> routes.operation(
                        "f-leased",
                        RiskClass.LOW,
                        request -> ServerResponse.ok().build()))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("f-leased");
    }

    static class Routes {

        static final List<Integer> FILTERED = new CopyOnWriteArrayList<>();

        static CountDownLatch entered = new CountDownLatch(1);
        static CountDownLatch gate = new CountDownLatch(0);

        private final AtomicInteger runs = new AtomicInteger();
        private final JdbcTemplate jdbc;

        Routes(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Bean
        RouterFunction<ServerResponse> functionRoutes(IdempotentRoutes idempotent) {
            return route().path(
                            "/f",
                            builder -> builder.POST(
                                            "/leased", idempotent.operation("f-leased", RiskClass.HIGH, this::create))
                                    .GET(
                                            "/leased",
                                            request -> ServerResponse.ok().build())
                                    .POST("/atomic", idempotent.operation("f-atomic", RiskClass.HIGH, this::create))
                                    .POST("/plain", this::create)
                                    .POST(
                                            "/async",
                                            idempotent.operation(
                                                    "f-async",
                                                    RiskClass.HIGH,
                                                    request -> ServerResponse.async(
                                                            CompletableFuture.completedFuture(create(request)))))
                                    .POST(
                                            "/atomic-async",
                                            idempotent.operation(
                                                    "f-atomic-async",
                                                    RiskClass.HIGH,
                                                    request -> ServerResponse.async(new CompletableFuture<>()
                                                            .completeOnTimeout(
                                                                    create(request), 10, TimeUnit.MILLISECONDS))))
                                    .POST(
                                            "/atomic-failing",
                                            idempotent.operation("f-atomic-failing", RiskClass.HIGH, request -> {
                                                create(request);
                                                throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT);
                                            }))
                                    .POST("/gated", idempotent.operation("f-gated", RiskClass.HIGH, request -> {
                                        entered.countDown();
                                        gate.await();
                                        return ServerResponse.ok()
                                                .body(IdempotentRoutes.execution(request)
                                                        .operation());
                                    }))
                                    .filter((request, next) -> request.headers().firstHeader("X-Forbidden") == null
                                            ? next.handle(request)
                                            : ServerResponse.status(HttpStatus.FORBIDDEN)
                                                    .build())
                                    .after((request, response) -> {
                                        FILTERED.add(response.statusCode().value());
                                        return response;
                                    }))
                    .build();
        }

        private ServerResponse create(ServerRequest request) throws Exception {
            String body = request.body(String.class);
            jdbc.update("INSERT INTO function_effect VALUES (?)", body);
            return ServerResponse.created(URI.create("/f/" + runs.incrementAndGet()))
                    .body(body);
        }
    }
}
