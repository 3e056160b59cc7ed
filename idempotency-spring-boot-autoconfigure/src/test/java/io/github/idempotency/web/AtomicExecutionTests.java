package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.StatementCounter;
import io.github.idempotency.web.app.OrderHandlers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Record and effects commit together, or nothing happened. */
class AtomicExecutionTests extends ApplicationTests {

    @Autowired
    private StatementCounter counter;

    @ParameterizedTest
    @ValueSource(strings = {"/atomic/deposit", "/atomic/jdbc"})
    void commitsTheEffectWithTheRecordAndReplays(String handler) {
        String key = newKey();
        String path = handler + "?account=" + key;
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(201);
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), first);
        assertThat(deposits(key)).isEqualTo(1);
        assertThat(records(key)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/atomic/deferred-constraint",
                "/atomic/rollback-only",
                "/atomic/flush-error",
                "/atomic/error-at-commit"
            })
    void aFailedCommitIsNeverASuccessAndFreesTheKey(String handler) {
        String key = newKey();
        String path = handler + "?account=" + key;
        int before = runs();
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> second = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(first.headers().firstValue("Location")).isEmpty();
        assertThat(first.headers().firstValue("X-Outer")).hasValue("set before");
        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(runs()).isEqualTo(before + 2);
        assertThat(deposits(key)).isZero();
        assertThat(records(key)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/atomic/deferred-constraint", "/atomic/flush-error"})
    void aFailedCommitReachesTheApplicationsOwnExceptionHandler(String handler) {
        HttpResponse<byte[]> response = http.post(handler + "?account=x", "{}", "Idempotency-Key", newKey());

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(HttpCalls.text(response)).isEqualTo("{\"error\":\"the application's own conflict\"}");
    }

    @Test
    void aRefusalIsRolledBackStoredAndReplayed() {
        String key = newKey();
        String path = "/atomic/refused?account=" + key;
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(422);
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), first);
        assertThat(deposits(key)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sent", "written"})
    void aRefusalOnALostConnectionIsAnOutageAndFreesTheKey(String how) {
        String key = newKey();
        String path = "/atomic/not-found-on-a-lost-connection?account=" + key + "&how=" + how;
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);

        assertProblem(first, 503, "store-unavailable", true);
        assertThat(records(key)).isZero();
    }

    @Test
    void anExceptionIsRolledBackAndFreesTheKey() {
        String key = newKey();
        String path = "/atomic/throws?account=" + key;
        int before = runs();
        assertThat(http.post(path, "{}", "Idempotency-Key", key).statusCode()).isEqualTo(500);
        assertThat(http.post(path, "{}", "Idempotency-Key", key).statusCode()).isEqualTo(500);

        assertThat(runs()).isEqualTo(before + 2);
        assertThat(deposits(key)).isZero();
        assertThat(records(key)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/atomic/after-commit-fails", "/atomic/after-commit-error"})
    void aFailureAfterTheCommitDoesNotUndoTheSuccess(String handler) {
        String key = newKey();
        String path = handler + "?account=" + key;
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(201);
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), first);
        assertThat(deposits(key)).isEqualTo(1);
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotSaidToHaveDoneNothingAndTheRetryFindsOut() {
        String key = newKey();
        String path = "/atomic/deposit?account=" + key;
        counter.loseAnswerOfNextCommit();
        HttpResponse<byte[]> lost = http.post(path, "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> retry = http.post(path, "{}", "Idempotency-Key", key);

        assertProblem(lost, 503, "store-unavailable", true);
        assertThat(HttpCalls.text(lost))
                .contains("as a whole or not at all", "retry later with it")
                .doesNotContain("Nothing was done");
        assertThat(retry.statusCode()).isEqualTo(201);
        assertThat(retry.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(deposits(key)).isEqualTo(1);
    }

    @Test
    void aDuplicateInFlightIsAnsweredAtOnceAndHoldsNothing() throws Exception {
        String key = newKey();
        String path = "/atomic/slow?account=" + key;
        OrderHandlers.gate = new CountDownLatch(1);
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> http.post(path, "{}", "Idempotency-Key", key));
        OrderHandlers.entered.await();
        for (int i = 0; i < 8; i++) {
            assertProblem(http.post(path, "{}", "Idempotency-Key", key), 409, "in-progress", true);
        }
        OrderHandlers.gate.countDown();

        HttpResponse<byte[]> answer = first.get(30, TimeUnit.SECONDS);
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), answer);
        assertThat(deposits(key)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 1, expires_at = now() - interval '1 hour'",
                "state = 0, lease_until = now() - interval '1 hour'"
            })
    void anExpiredRecordAndALapsedLeaseOfFormerTimesAreReplaced(String age) {
        String key = newKey();
        String path = "/atomic/deposit?account=" + key;
        http.post(path, "{}", "Idempotency-Key", key);
        DATABASE_ITSELF.update("UPDATE idempotency_record SET " + age + " WHERE idempotency_key = ?", key);
        HttpResponse<byte[]> second = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(second.statusCode()).isEqualTo(201);
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), second);
        assertThat(deposits(key)).isEqualTo(2);
        assertThat(records(key)).isEqualTo(1);
    }

    @Test
    void staysWithinItsBudgetOfStatementsAndCommits() {
        http.post("/atomic/bare?account=warm", "{}");
        http.post("/atomic/deposit?account=warm", "{}", "Idempotency-Key", newKey());
        http.post("/atomic/leased?account=warm", "{}", "Idempotency-Key", newKey());
        Cost bare = costOf(() -> http.post("/atomic/bare?account=b", "{}"));
        String key = newKey();
        Cost atomic = costOf(() -> http.post("/atomic/deposit?account=b", "{}", "Idempotency-Key", key));
        Cost atomicReplay = costOf(() -> http.post("/atomic/deposit?account=b", "{}", "Idempotency-Key", key));
        String leaseKey = newKey();
        Cost lease = costOf(() -> http.post("/atomic/leased?account=b", "{}", "Idempotency-Key", leaseKey));
        Cost leaseReplay = costOf(() -> http.post("/atomic/leased?account=b", "{}", "Idempotency-Key", leaseKey));

        assertThat(atomic.statements() - bare.statements()).as("ATOMIC").isEqualTo(2);
        assertThat(atomic.commits() - bare.commits()).as("ATOMIC").isZero();
        assertThat(lease.statements() - bare.statements()).as("LEASE").isEqualTo(3);
        assertThat(lease.commits() - bare.commits())
                .as("LEASE, beside two in auto-commit")
                .isZero();
        assertThat(leaseReplay.statements()).as("replay").isEqualTo(1);
        assertThat(atomicReplay.statements()).as("ATOMIC replay").isEqualTo(1);
    }

    private record Cost(int statements, long commits) {}

    private Cost costOf(Runnable request) {
        counter.reset();
        request.run();
        return new Cost(counter.statements().size(), counter.commits());
    }
}
