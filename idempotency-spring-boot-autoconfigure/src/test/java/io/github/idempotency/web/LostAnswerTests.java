package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TcpProxy;
import io.github.idempotency.test.TestDatabase;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.StepHandlers;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The server did what it was told, and the network lost its answer. */
class LostAnswerTests {

    private static final TestDatabase DATABASE = PostgresServer.createDatabase();
    private static final JdbcTemplate DATABASE_ITSELF =
            new JdbcTemplate(new DriverManagerDataSource(DATABASE.url(), DATABASE.username(), DATABASE.password()));

    private static TcpProxy network;
    private static Host host;

    private final String key = ApplicationTests.newKey();

    @BeforeAll
    static void start() {
        network = TcpProxy.before(DATABASE);
        host = Host.start(
                network.view(DATABASE),
                List.of(TestApplication.class),
                "spring.flyway.locations=classpath:db/testapp",
                // Nobody else commits meanwhile.
                "idempotency.reconcile.enabled=false",
                "idempotency.purge.enabled=false",
                "idempotency.statistics.enabled=false");
    }

    @AfterAll
    static void stop() {
        host.close();
        network.close();
    }

    private HttpResponse<byte[]> post(String path) {
        return host.http.post(path, "{}", "Idempotency-Key", key);
    }

    private HttpResponse<byte[]> postAndLoseAnswerTo(String statement, String path) throws InterruptedException {
        CountDownLatch lost = network.loseAnswerTo(statement);
        HttpResponse<byte[]> response = post(path);
        assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
        return response;
    }

    private static int deposits(String account) {
        return DATABASE_ITSELF.queryForObject("SELECT count(*) FROM deposit WHERE account = ?", Integer.class, account);
    }

    @Test
    void aClaimStillBelongsToTheRequestThatMadeIt() throws Exception {
        int before = OrderHandlers.RUNS.get();
        HttpResponse<byte[]> first = postAndLoseAnswerTo("INSERT INTO idempotency_record", "/orders");

        assertThat(first.statusCode()).isEqualTo(201);
        ApplicationTests.assertReplay(post("/orders"), first);
        assertThat(OrderHandlers.RUNS).hasValue(before + 1);
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT fence FROM idempotency_record WHERE idempotency_key = ? AND state = 1",
                        Long.class,
                        key))
                .isOne();
    }

    @Test
    void aClaimThatNobodyHeardOfIsReleased() throws Exception {
        int before = OrderHandlers.RUNS.get();
        CountDownLatch lost = network.loseAnswersTo("INSERT INTO idempotency_record", 2);
        ApplicationTests.assertProblem(post("/orders"), 503, "store-unavailable", true);
        assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();

        await().until(() -> DATABASE_ITSELF.queryForObject(
                        "SELECT count(*) FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key)
                == 0);
        assertThat(post("/orders").statusCode()).isEqualTo(201);
        assertThat(OrderHandlers.RUNS).hasValue(before + 1);
    }

    @Test
    void aCompletionIsNotTakenForALostOne() throws Exception {
        HttpResponse<byte[]> first = postAndLoseAnswerTo("SET state = 1", "/orders");

        assertThat(first.statusCode()).isEqualTo(201);
        ApplicationTests.assertReplay(post("/orders"), first);
    }

    @Test
    void aCommittedEffectOfALeasedHandlerIsNeverRunAgain() throws Exception {
        String path = "/durable/service?account=" + key;
        HttpResponse<byte[]> failed = postAndLoseAnswerTo("COMMIT", path);

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(deposits(key)).isOne();
        ApplicationTests.assertProblem(post(path), 409, "outcome-unknown", false);
        assertThat(deposits(key)).isOne();
    }

    @Test
    void aStepThatWasKeptIsKept() throws Exception {
        HttpResponse<byte[]> first = postAndLoseAnswerTo("INSERT INTO idempotency_step", "/steps/order?account=" + key);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(StepHandlers.calls("charge", key)).isOne();
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT count(*) FROM idempotency_step s JOIN idempotency_record r ON r.id = s.record_id"
                                + " WHERE r.idempotency_key = ?",
                        Integer.class,
                        key))
                .isEqualTo(2);
    }

    /** The key is not freed, as if nothing had happened: the step did run. */
    @Test
    void aStepThatCouldNotBeKeptIsLeftAsACrashWouldLeaveIt() {
        String path = "/steps/critical?account=" + key;
        DATABASE_ITSELF.execute(
                "ALTER TABLE idempotency_step ADD CONSTRAINT full_disk CHECK (name <> 'charge') NOT VALID");
        try {
            assertThat(post(path).statusCode()).isEqualTo(500);
        } finally {
            DATABASE_ITSELF.execute("ALTER TABLE idempotency_step DROP CONSTRAINT full_disk");
        }
        assertThat(StepHandlers.calls("charge", key)).isOne();
        ApplicationTests.assertProblem(post(path), 409, "outcome-unknown", false);
        assertThat(StepHandlers.calls("charge", key)).isOne();
    }

    @Test
    void aCommittedEffectOfALeasedHandlerIsRecovered() throws Exception {
        String path = "/durable/recoverable?account=" + key;
        HttpResponse<byte[]> failed = postAndLoseAnswerTo("COMMIT", path);

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(post(path).statusCode()).isEqualTo(201);
        assertThat(deposits(new RecordKey(Tenant.anonymous(), "recoverable", key).derivedKey("deposit")))
                .isOne();
    }

    @Test
    void aCommittedAtomicExecutionIsReplayedToTheRetry() throws Exception {
        String path = "/atomic/deposit?account=" + key;
        HttpResponse<byte[]> failed = postAndLoseAnswerTo("COMMIT", path);

        ApplicationTests.assertProblem(failed, 503, "store-unavailable", true);
        HttpResponse<byte[]> retried = post(path);
        assertThat(retried.statusCode()).isEqualTo(201);
        assertThat(retried.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(deposits(key)).isOne();
    }
}
