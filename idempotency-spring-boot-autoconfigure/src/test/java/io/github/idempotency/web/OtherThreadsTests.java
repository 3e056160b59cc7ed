package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.web.app.AsyncHandlers;
import io.github.idempotency.web.app.OrderHandlers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.OptimisticLockingFailureException;

/** Executions whose transactions are committed by threads that the context was propagated to. */
class OtherThreadsTests extends ApplicationTests {

    private final String key = newKey();

    private HttpResponse<byte[]> post(String handler) {
        return http.post("/async/" + handler + "account=" + key, "{}", "Idempotency-Key", key);
    }

    private static void holdTheFirst() {
        OrderHandlers.gate = new CountDownLatch(1);
        AsyncHandlers.FIRST.set(true);
    }

    private <T> T column(String name, Class<T> type) {
        return DATABASE_ITSELF.queryForObject(
                "SELECT " + name + " FROM idempotency_record WHERE idempotency_key = ?", type, key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotated?", "future?"})
    void theyKnowTheExecutionAndTheirTransactionsCarryItsMarker(String handler) {
        HttpResponse<byte[]> first = post(handler);
        assertThat(AsyncHandlers.seen).isEqualTo(key);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(column("applied", Boolean.class)).isTrue();
        assertReplay(post(handler), first);
        assertThat(deposits(key)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotated?", "future?"})
    void theirTransactionsAreRolledBackOnceTheRecordIsAnothers(String handler) throws Exception {
        holdTheFirst();
        CompletableFuture<HttpResponse<byte[]>> zombie = CompletableFuture.supplyAsync(() -> post(handler));
        assertThat(OrderHandlers.entered.await(20, TimeUnit.SECONDS)).isTrue();
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET lease_until = now() - interval '1 second' WHERE idempotency_key = ?",
                key);
        HttpResponse<byte[]> winner = post(handler);
        assertThat(winner.statusCode()).isEqualTo(201);
        OrderHandlers.gate.countDown();

        assertThat(zombie.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
        assertThat(deposits(key)).isOne();
        assertReplay(post(handler), winner);
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotated?", "future?"})
    void withoutAnExecutionNothingIsCarried(String handler) {
        assertThat(http.post("/async/" + handler + "account=" + key, "{}").statusCode())
                .isEqualTo(201);
        assertThat(deposits(key)).isOne();
    }

    @Test
    void whatComesAfterTheResponseWasStoredIsCommitted() throws Exception {
        holdTheFirst();
        HttpResponse<byte[]> first = post("late?fail=false&");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(column("state", Integer.class)).isOne();
        OrderHandlers.gate.countDown();

        AsyncHandlers.late.get(20, TimeUnit.SECONDS);
        assertThat(deposits(key)).isOne();
        assertThat(column("applied", Boolean.class)).isFalse();
    }

    /** About as many come before, while and after the response is stored. */
    @RepeatedTest(20)
    void whatComesWhileTheResponseIsStoredIsCommitted() throws Exception {
        assertThat(post("late?fail=false&").statusCode()).isEqualTo(201);

        AsyncHandlers.late.get(20, TimeUnit.SECONDS);
        assertThat(deposits(key)).isOne();
    }

    @Test
    void whatComesAfterTheKeyWasFreedIsRolledBackSinceARetryDoesItAgain() throws Exception {
        holdTheFirst();
        assertThat(post("late?fail=true&").statusCode()).isEqualTo(502);
        assertThat(OrderHandlers.entered.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> leftBehind = AsyncHandlers.late;
        HttpResponse<byte[]> retry = post("late?fail=false&");
        AsyncHandlers.late.join();
        OrderHandlers.gate.countDown();

        assertThatThrownBy(() -> leftBehind.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OptimisticLockingFailureException.class);
        assertThat(retry.statusCode()).isEqualTo(201);
        assertThat(deposits(key)).isOne();
    }
}
