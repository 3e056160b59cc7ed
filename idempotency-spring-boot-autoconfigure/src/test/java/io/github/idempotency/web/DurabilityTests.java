package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.web.app.DurableHandlers;
import io.github.idempotency.web.app.OrderHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long handlers, zombies and lost responses of execution mode LEASE. */
class DurabilityTests extends ApplicationTests {

    private final String key = newKey();

    private HttpResponse<byte[]> post(String handler) {
        return http.post("/durable/" + handler + "?account=" + key, "{}", "Idempotency-Key", key);
    }

    private CompletableFuture<HttpResponse<byte[]>> startAndHold(String handler) throws InterruptedException {
        OrderHandlers.gate = new CountDownLatch(1);
        DurableHandlers.FIRST.set(true);
        CompletableFuture<HttpResponse<byte[]>> request = CompletableFuture.supplyAsync(() -> post(handler));
        assertThat(OrderHandlers.entered.await(20, TimeUnit.SECONDS)).isTrue();
        return request;
    }

    private void set(String assignments) {
        int changed = DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET " + assignments + " WHERE idempotency_key = ?", key);
        assertThat(changed).isOne();
    }

    private <T> T column(String name, Class<T> type) {
        return DATABASE_ITSELF.queryForObject(
                "SELECT " + name + " FROM idempotency_record WHERE idempotency_key = ?", type, key);
    }

    private static void letTheProcessDieBeforeTheResponseWasStored(DurabilityTests test) {
        test.set("state = 0, status = NULL, headers = NULL, body = NULL, completed_at = NULL,"
                + " lease_until = now() - interval '1 second'");
    }

    @Test
    void aHandlerMayTakeThreeTimesItsLease() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> first = startAndHold("longer-than-its-lease");
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(8))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertProblem(post("longer-than-its-lease"), 409, "in-progress", true));
        OrderHandlers.gate.countDown();

        HttpResponse<byte[]> answer = first.get(20, TimeUnit.SECONDS);
        assertReplay(post("longer-than-its-lease"), answer);
        assertThat(deposits(key)).isOne();
        assertThat(column("fence", Long.class)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"service", "template", "requires-new", "several", "jdbc-manager", "callable", "swallowed"})
    void theTransactionOfAZombieIsRolledBackAndItsClientGetsTheAnswerOfTheNewOwner(String handler) throws Exception {
        CompletableFuture<HttpResponse<byte[]>> zombie = startAndHold(handler);
        set("lease_until = now() - interval '1 second'");
        HttpResponse<byte[]> winner = post(handler);
        int effects = deposits(key);
        OrderHandlers.gate.countDown();
        HttpResponse<byte[]> late = zombie.get(20, TimeUnit.SECONDS);

        assertThat(winner.statusCode()).isEqualTo(201);
        assertThat(winner.headers().firstValue("Idempotent-Replayed")).isEmpty();
        if (late.statusCode() < 400) {
            assertReplay(late, winner);
        } else {
            assertThat(late.statusCode()).isEqualTo(500);
        }
        assertThat(deposits(key)).isEqualTo(effects);
        assertReplay(post(handler), winner);
        assertThat(column("fence", Long.class)).isEqualTo(2);
        assertThat(column("applied", Boolean.class)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"service", "template", "requires-new", "several", "jdbc-manager", "callable", "nested"})
    void anAppliedEffectIsNeverRunAgain(String handler) {
        post(handler);
        int effects = deposits(key);
        assertThat(effects).isPositive();
        letTheProcessDieBeforeTheResponseWasStored(this);

        assertProblem(post(handler), 409, "outcome-unknown", false);
        assertProblem(post(handler), 409, "outcome-unknown", false);
        assertThat(deposits(key)).isEqualTo(effects);
    }

    @Test
    void aTransactionThatOnlyReadsIsNoEffect() {
        post("reading");
        assertThat(column("applied", Boolean.class)).isFalse();
        letTheProcessDieBeforeTheResponseWasStored(this);

        assertThat(post("reading").statusCode()).isEqualTo(200);
        assertThat(column("fence", Long.class)).isEqualTo(2);
    }

    @Test
    void anAppliedEffectIsNotReleasedByALaterError() {
        assertThat(post("fails-after").statusCode()).isEqualTo(502);

        assertProblem(post("fails-after"), 409, "outcome-unknown", false);
        assertThat(deposits(key)).isOne();
        assertThat(column("state", Integer.class)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection-reset", "connection-reset-unkept"})
    void aFailureThatLooksLikeAClientThatWentAwayIsNoEmptySuccess(String handler) {
        HttpResponse<byte[]> failed = post(handler);

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(records(key)).isZero();
    }

    @Test
    void aLostResponseIsRebuiltAsTheHandlerWroteItAndReplayedFromThenOn() {
        HttpResponse<byte[]> lost = post("recoverable");
        letTheProcessDieBeforeTheResponseWasStored(this);
        HttpResponse<byte[]> recovered = post("recoverable");

        assertThat(lost.statusCode()).isEqualTo(201);
        assertReplay(recovered, lost);
        assertReplay(post("recoverable"), lost);
        assertThat(column("state", Integer.class)).isEqualTo(1);
    }

    @Test
    void aResponseThatFailedAfterTheEffectIsRecoveredAtOnce() {
        String path = "/durable/recoverable?account=fails-" + key;
        assertThat(http.post(path, "{}", "Idempotency-Key", key).statusCode()).isEqualTo(500);
        HttpResponse<byte[]> recovered = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(recovered.statusCode()).isEqualTo(201);
        assertThat(deposits(new RecordKey(Tenant.anonymous(), "recoverable", key).derivedKey("deposit")))
                .isOne();
    }
}
