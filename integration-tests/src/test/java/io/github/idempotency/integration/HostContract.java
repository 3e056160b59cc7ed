package io.github.idempotency.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every host may rely on. The host serves {@link #operations()} as {@code com.example.orders.OrdersController} does: JSON
 * with an {@code item} makes one row of {@code orders}; {@code X-Gate} holds it and {@code X-Fail} fails it after the insert,
 * inside the transaction.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HostContract {

    /** Of the replay, besides the headers of the connection: {@code Idempotent-Replayed} and {@code Cache-Control: no-store}. */
    private static final Set<String> OTHER_IN_REPLAYS = Set.of(
            "date",
            "idempotent-replayed",
            "cache-control",
            "connection",
            "keep-alive",
            "content-length",
            "transfer-encoding");

    /** For hosts that are asked {@link #retryAfterACrash}. */
    protected static final String SHORT_LEASE = "idempotency.endpoints.create-order.lease=1s";

    protected final TestDatabase database = PostgresServer.createDatabase();

    protected HostProcess process;

    /** What runs. {@link #database} is to be added where Boot's own data source is used. */
    protected abstract HostSpec host();

    /** Paths of the annotated endpoints that the contract is asked of. */
    protected List<String> operations() {
        return List.of("/orders", "/atomic-orders");
    }

    /** Paths that the application has the same answer for with and without the library. */
    protected List<Unannotated> unannotated() {
        return UnannotatedRequests.ALL;
    }

    /** Headers of every request, such as a tenant's or those of a login. */
    protected List<String> headers() {
        return List.of();
    }

    /** What the path of every endpoint begins with. */
    protected String contextPath() {
        return "";
    }

    /** Lines of the start's log at level WARN or ERROR that the host has with or without the library. */
    protected boolean isExpectedWarning(String line) {
        return false;
    }

    /** Makes the tables of the application, unless it does so itself. */
    protected void createSchema() throws SQLException {
        execute(database, "CREATE TABLE orders (id bigserial PRIMARY KEY, item text NOT NULL)");
    }

    /** Counts the committed rows of an item. */
    protected long effects(String item) throws SQLException {
        return count(database, "SELECT count(*) FROM orders WHERE item = ?", item);
    }

    @BeforeAll
    void start() throws SQLException {
        createSchema();
        process = HostProcess.start(getClass().getSimpleName(), host(), HostLauncher.TWIN + "=true");
    }

    @AfterAll
    void stop() {
        if (process != null) {
            process.close();
        }
    }

    @Test
    void startsWithoutWarnings() {
        assertThat(process.startLog())
                .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .filteredOn(line -> !isExpectedWarning(line))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("operations")
    protected void replaysTheFirstAnswer(String operation) throws SQLException {
        Call call = new Call(operation);
        HttpResponse<byte[]> first = call.send();
        HttpResponse<byte[]> replay = call.send();
        assertThat(first.statusCode()).as(HttpCalls.text(first)).isEqualTo(201);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(replay.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(replay.statusCode()).isEqualTo(201);
        assertThat(replay.body()).isNotEmpty().isEqualTo(first.body());
        assertThat(comparable(replay)).isEqualTo(comparable(first));
        assertThat(effects(call.item)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("operations")
    protected void refusesAnotherPayloadUnderTheSameKey(String operation) throws SQLException {
        Call call = new Call(operation);
        assertThat(call.send().statusCode()).isEqualTo(201);
        Call other = new Call(operation, call.key, UUID.randomUUID().toString());
        assertProblem(other.send(), 409, "key-reused");
        assertThat(effects(call.item)).isEqualTo(1);
        assertThat(effects(other.item)).isZero();
    }

    @ParameterizedTest
    @MethodSource("operations")
    protected void refusesADuplicateInFlight(String operation) throws Exception {
        Call call = new Call(operation);
        try (Gate gate = new Gate()) {
            CompletableFuture<HttpResponse<byte[]>> first =
                    CompletableFuture.supplyAsync(() -> call.send("X-Gate", gate.port()));
            gate.awaitArrival();
            HttpResponse<byte[]> second = call.send();
            assertProblem(second, 409, "in-progress");
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
            gate.open();
            assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        }
        assertThat(call.send().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(effects(call.item)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("operations")
    protected void freesTheKeyOfARequestThatWasRolledBack(String operation) throws SQLException {
        Call call = new Call(operation);
        assertThat(call.send("X-Fail", "true").statusCode()).isEqualTo(500);
        assertThat(effects(call.item)).isZero();
        HttpResponse<byte[]> retry = call.send();
        assertThat(retry.statusCode()).as(HttpCalls.text(retry)).isEqualTo(201);
        assertThat(retry.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(effects(call.item)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("operations")
    protected void requiresAKey(String operation) throws SQLException {
        Call call = new Call(operation, null, UUID.randomUUID().toString());
        assertProblem(call.send(), 400, "key-required");
        assertThat(effects(call.item)).isZero();
    }

    @ParameterizedTest
    @MethodSource("unannotated")
    protected void leavesUnannotatedEndpointsAlone(Unannotated request) {
        List<String> headers = new ArrayList<>(headers());
        headers.addAll(request.headers());
        String path = contextPath() + request.path();
        String with = HttpCalls.timeless(process.port(), request.method(), path, request.body(), headers);
        String without = HttpCalls.timeless(process.twinPort(), request.method(), path, request.body(), headers);
        assertThat(with).isNotEmpty().isEqualTo(without);
    }

    /**
     * Has an instance commit its effect and die before it answers, waits out the lease, sends the request again, and wants one
     * effect. The host needs {@link #SHORT_LEASE}.
     */
    protected HttpResponse<byte[]> retryAfterACrash() throws Exception {
        Call call = new Call("/orders");
        try (Gate gate = new Gate();
                HostProcess doomed = HostProcess.start(getClass().getSimpleName() + "-doomed", host())) {
            CompletableFuture<HttpResponse<byte[]>> lost =
                    CompletableFuture.supplyAsync(() -> call.sendTo(doomed.port(), "X-Hold", gate.port()));
            gate.awaitArrival();
            assertThat(effects(call.item)).isEqualTo(1);
            doomed.kill();
            assertThat(lost).failsWithin(Duration.ofSeconds(30));
        }
        HttpResponse<byte[]> answer = await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .until(call::send, response -> !HttpCalls.text(response).contains("\"in-progress\""));
        assertThat(effects(call.item)).as(answer + HttpCalls.text(answer)).isEqualTo(1);
        return answer;
    }

    /** Sends JSON to an endpoint of the host; more headers are name, value, name, value. */
    protected HttpResponse<byte[]> post(String path, String body, String... more) {
        return post(process.port(), path, body, more);
    }

    private HttpResponse<byte[]> post(int port, String path, String body, String... more) {
        List<String> headers = new ArrayList<>(headers());
        headers.addAll(List.of("Content-Type", "application/json"));
        headers.addAll(List.of(more));
        return HttpCalls.send(port, "POST", contextPath() + path, body, headers);
    }

    public static void execute(TestDatabase database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public static long count(TestDatabase database, String sql, String... parameters) throws SQLException {
        try (Connection connection = connect(database);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Whether a table is there. */
    public static boolean hasTable(TestDatabase database, String name) throws SQLException {
        return count(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = ?", name)
                > 0;
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }

    protected static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(HttpCalls.text(response)).isEqualTo(status);
        assertThat(HttpCalls.text(response)).contains("\"code\":\"" + code + '"');
    }

    private static Map<String, List<String>> comparable(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.headers().map());
        headers.keySet().removeIf(name -> OTHER_IN_REPLAYS.contains(name.toLowerCase()));
        return headers;
    }

    /** A request that may be sent again as it is. */
    protected final class Call {

        public final String operation;
        public final String key;
        public final String item;

        public Call(String operation) {
            this(operation, UUID.randomUUID().toString(), UUID.randomUUID().toString());
        }

        public Call(String operation, String key, String item) {
            this.operation = operation;
            this.key = key;
            this.item = item;
        }

        public HttpResponse<byte[]> send(String... more) {
            return sendTo(process.port(), more);
        }

        HttpResponse<byte[]> sendTo(int port, String... more) {
            List<String> headers = new ArrayList<>(List.of(more));
            if (key != null) {
                headers.addAll(List.of("Idempotency-Key", key));
            }
            return post(port, operation, "{\"item\":\"" + item + "\"}", headers.toArray(String[]::new));
        }
    }
}
