package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.Outcome;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.TestApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the contract's table of outcomes, but for those that need the store to be away. */
class OutcomeTableTests extends ApplicationTests {

    @Test
    void runsUnprotectedWithoutAnOptionalKey() {
        int before = runs();
        TestApplication.OUTCOMES.clear();
        HttpResponse<byte[]> response = http.post("/optional", "{}");
        http.post("/optional", "{}");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(HttpCalls.text(response)).isEqualTo("false  POST /optional");
        assertThat(runs()).isEqualTo(before + 2);
        assertThat(TestApplication.OUTCOMES).containsExactly(Outcome.UNPROTECTED, Outcome.UNPROTECTED);
    }

    @Test
    void demandsARequiredKey() {
        int before = runs();
        HttpResponse<byte[]> response = http.post("/orders", "{}");

        assertProblem(response, 400, "key-required", false);
        assertThat(HttpCalls.text(response)).contains("Idempotency-Key").contains("\"newKey\":true");
        assertThat(runs()).isEqualTo(before);
    }

    @Test
    void refusesAMalformedKey() {
        assertProblem(http.post("/orders", "{}", "Idempotency-Key", "a,b"), 400, "key-invalid", false);
    }

    @Test
    void refusesAPayloadOverTheLimitBeforeTheKeyIsUsed() {
        String key = newKey();
        HttpResponse<byte[]> tooLarge = http.post("/small", "12345678901234567", "Idempotency-Key", key);
        HttpResponse<byte[]> fits = http.post("/small", "1234567890123456", "Idempotency-Key", key);

        assertProblem(tooLarge, 413, "payload-too-large", false);
        assertThat(fits.statusCode()).isEqualTo(201);
    }

    @Test
    void runsOnceAndReplays() {
        String key = newKey();
        int before = runs();
        TestApplication.OUTCOMES.clear();

        HttpResponse<byte[]> first = http.post("/orders", "{\"quantity\":1}", "Idempotency-Key", key);
        HttpResponse<byte[]> replay = http.post("/orders", "{\"quantity\":1}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(201);
        assertReplay(replay, first);
        assertThat(replay.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(runs()).isEqualTo(before + 1);
        assertThat(TestApplication.OUTCOMES).containsExactly(Outcome.EXECUTED, Outcome.REPLAYED);
    }

    @Test
    void refusesAKeyThatComesBackWithAnotherPayload() {
        String key = newKey();
        http.post("/orders", "{\"quantity\":1}", "Idempotency-Key", key);
        HttpResponse<byte[]> reused = http.post("/orders", "{\"quantity\":2}", "Idempotency-Key", key);

        assertProblem(reused, 409, "key-reused", false);
        assertThat(HttpCalls.text(reused)).contains("\"newKey\":true");
    }

    @Test
    void answersWhileTheFirstRunsAndThenReplays() throws Exception {
        String key = newKey();
        OrderHandlers.gate = new CountDownLatch(1);
        int before = runs();
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> http.post("/slow", "{}", "Idempotency-Key", key));
        OrderHandlers.entered.await();

        HttpResponse<byte[]> duplicate = http.post("/slow", "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> other = http.post("/slow", "{\"other\":1}", "Idempotency-Key", key);
        OrderHandlers.gate.countDown();

        assertProblem(duplicate, 409, "in-progress", true);
        assertProblem(other, 409, "key-reused", false);
        HttpResponse<byte[]> answer = awaited(first);
        assertReplay(http.post("/slow", "{}", "Idempotency-Key", key), answer);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/waiting", "/atomic/waiting?account=waiting"})
    void aDuplicateWaitsForTheFirstByPolicy(String path) throws Exception {
        String key = newKey();
        OrderHandlers.gate = new CountDownLatch(1);
        int before = runs();
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> http.post(path, "{}", "Idempotency-Key", key));
        OrderHandlers.entered.await();
        // More waiting duplicates than connections in the pool: none of them holds one.
        List<CompletableFuture<HttpResponse<byte[]>>> duplicates = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            duplicates.add(CompletableFuture.supplyAsync(() -> http.post(path, "{}", "Idempotency-Key", key)));
        }
        OrderHandlers.gate.countDown();

        for (CompletableFuture<HttpResponse<byte[]>> duplicate : duplicates) {
            assertReplay(awaited(duplicate), awaited(first));
        }
        assertThat(runs()).isEqualTo(before + 1);
    }

    private static <T> T awaited(CompletableFuture<T> future) throws Exception {
        return future.get(30, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Test
    void anAbandonedExecutionIsTakenOverAndTheZombieToldTheWinnersAnswer() throws Exception {
        String key = newKey();
        OrderHandlers.gate = new CountDownLatch(1);
        int before = runs();
        CompletableFuture<HttpResponse<byte[]>> zombie =
                CompletableFuture.supplyAsync(() -> http.post("/short-lease", "{}", "Idempotency-Key", key));
        OrderHandlers.entered.await();
        letLeaseLapse(key);
        CountDownLatch zombieGate = OrderHandlers.gate;
        OrderHandlers.gate = new CountDownLatch(0);

        HttpResponse<byte[]> successor = http.post("/short-lease", "{}", "Idempotency-Key", key);
        zombieGate.countDown();

        assertThat(HttpCalls.text(successor)).isEqualTo("run " + (before + 2));
        assertThat(successor.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertReplay(awaited(zombie), successor);
        assertReplay(http.post("/short-lease", "{}", "Idempotency-Key", key), successor);
    }

    @Test
    void anAbandonedExecutionStaysUnknownByPolicy() throws Exception {
        String key = newKey();
        OrderHandlers.gate = new CountDownLatch(1);
        CompletableFuture<HttpResponse<byte[]>> first =
                CompletableFuture.supplyAsync(() -> http.post("/short-lease-uncertain", "{}", "Idempotency-Key", key));
        OrderHandlers.entered.await();
        letLeaseLapse(key);

        HttpResponse<byte[]> duplicate = http.post("/short-lease-uncertain", "{}", "Idempotency-Key", key);
        OrderHandlers.gate.countDown();

        assertProblem(duplicate, 409, "outcome-unknown", false);
        // The first was late but held the record all along: its answer settles the matter.
        HttpResponse<byte[]> answer = awaited(first);
        assertReplay(http.post("/short-lease-uncertain", "{}", "Idempotency-Key", key), answer);
    }

    private static void letLeaseLapse(String key) {
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET lease_until = now() - interval '1 second' WHERE idempotency_key = ?",
                key);
    }

    @Test
    void saysThatAResultHasExpired() {
        String key = newKey();
        int before = runs();
        http.post("/short-result", "{}", "Idempotency-Key", key);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertProblem(
                        http.post("/short-result", "{}", "Idempotency-Key", key), 409, "result-expired", false));
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    void saysThatAResultHasExpiredAlsoWhenThePurgeHasRemovedIt() {
        String key = newKey();
        int before = runs();
        http.post("/short-result", "{}", "Idempotency-Key", key);
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET result_expires_at = '-infinity', headers = NULL, body = NULL WHERE idempotency_key = ?",
                key);

        assertProblem(http.post("/short-result", "{}", "Idempotency-Key", key), 409, "result-expired", false);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    void anExpiredKeyCanBeUsedAnewBeforeItIsPurged() {
        String key = newKey();
        int before = runs();
        http.post("/short-key", "{}", "Idempotency-Key", key);

        await().atMost(Duration.ofSeconds(5))
                .until(() -> http.post("/short-key", "{}", "Idempotency-Key", key)
                        .headers()
                        .firstValue("Idempotent-Replayed")
                        .isEmpty());
        assertThat(runs()).isEqualTo(before + 2);
        assertThat(records(key)).isEqualTo(1);
    }

    @Test
    void saysThatAResultWasNotKept() {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = http.post("/low", "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(201);
        assertProblem(http.post("/low", "{}", "Idempotency-Key", key), 409, "result-not-stored", false);
        assertThat(runs()).isEqualTo(before + 1);
    }

    /** A request that fails open while the store is away must not take a record for an absence of the store. */
    @ParameterizedTest
    @ValueSource(strings = {"state = 9", "format_version = 99", "fingerprint_version = 99"})
    void neverRunsAgainWhatANewerVersionHasWritten(String newer) {
        String key = newKey();
        int before = runs();
        http.post("/low", "{}", "Idempotency-Key", key);
        assertThat(DATABASE_ITSELF.update("UPDATE idempotency_record SET " + newer + " WHERE idempotency_key = ?", key))
                .isOne();

        assertProblem(http.post("/low", "{}", "Idempotency-Key", key), 503, "store-unavailable", true);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 303, 400, 401, 403, 404, 409, 422})
    void storesWhatTheHandlerDecided(int status) {
        String key = newKey();
        String path = "/status?code=" + status;
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(status);
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), first);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void freesTheKeyWhenTheAnswerAsksForALaterTryOrIsAFailure(int status) {
        String key = newKey();
        int before = runs();
        String path = "/status?code=" + status;
        http.post(path, "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> second = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(runs()).isEqualTo(before + 2);
        assertThat(records(key)).isZero();
    }

    @Test
    void freesTheKeyWhenTheHandlerThrows() {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = http.post("/throws", "{}", "Idempotency-Key", key);
        http.post("/throws", "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(500);
        assertThat(HttpCalls.text(first)).contains("\"status\":500");
        assertThat(runs()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/keep-errors", "/keep-errors?fail=true"})
    void keepsFailuresByPolicy(String path) {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = http.post(path, "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(first.body()).isNotEmpty();
        assertReplay(http.post(path, "{}", "Idempotency-Key", key), first);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    void afterAFailureTheOutcomeIsUnknownByPolicy() {
        String key = newKey();
        int before = runs();
        assertThat(http.post("/uncertain-errors", "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(500);
        assertProblem(http.post("/uncertain-errors", "{}", "Idempotency-Key", key), 409, "outcome-unknown", false);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    void freesTheKeyWhenTheRequestNeverReachesTheHandler() {
        assertFreed("/validated", "{\"quantity\":-1}", "{\"quantity\":1}", 400);
        assertFreed("/validated", "{\"quantity\":", "{\"quantity\":1}", 400);
        assertFreed("/parameter?number=x", "{}", null, 400);
        String key = newKey();
        assertThat(http.post("/validated", "{\"quantity\":1}", "Idempotency-Key", key, "Content-Type", "text/csv")
                        .statusCode())
                .isEqualTo(415);
        assertThat(records(key)).isZero();
        assertThat(http.send("PUT", "/orders", "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(405);
        assertThat(http.post("/nowhere", "{}", "Idempotency-Key", key).statusCode())
                .isEqualTo(404);
        assertThat(records(key)).isZero();
    }

    @Test
    void aRequestRefusedOnTheWayDoesNotCountAsARun() {
        TestApplication.OUTCOMES.clear();
        http.post("/validated", "{\"quantity\":-1}", "Idempotency-Key", newKey());
        http.post("/orders", "{}", "Idempotency-Key", newKey(), "X-Suspended", "yes");
        http.post("/status?code=503", "{}", "Idempotency-Key", newKey());

        assertThat(TestApplication.OUTCOMES).containsExactly(Outcome.NOT_RUN, Outcome.NOT_RUN, Outcome.NOT_STORED);
    }

    private void assertFreed(String path, String bad, String good, int status) {
        String key = newKey();
        HttpResponse<byte[]> refused = http.post(path, bad, "Idempotency-Key", key);
        assertThat(refused.statusCode()).as(HttpCalls.text(refused)).isEqualTo(status);
        assertThat(records(key)).isZero();
        if (good != null) {
            assertThat(http.post(path, good, "Idempotency-Key", key).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void storesABadRequestThatTheHandlerItselfDecides() {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = http.post("/throws-what-validation-throws", "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(400);
        assertReplay(http.post("/throws-what-validation-throws", "{}", "Idempotency-Key", key), first);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    void anAsynchronousTimeOutLeavesTheClaimToItsLease() {
        String key = newKey();
        int before = runs();
        HttpResponse<byte[]> first = http.post("/timeout", "{}", "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(503);
        assertProblem(http.post("/timeout", "{}", "Idempotency-Key", key), 409, "in-progress", true);
        assertThat(runs()).isEqualTo(before + 1);
    }

    @Test
    void keepsHeadersOfOuterFiltersAndCorsFresh() {
        String key = newKey();
        String[] headers = {"Idempotency-Key", key, "Origin", "https://shop.example"};
        HttpResponse<byte[]> first = http.post("/orders", "{}", headers);
        HttpResponse<byte[]> replay = http.post("/orders", "{}", headers);

        assertReplay(replay, first);
        assertThat(replay.headers().allValues("X-Outer")).containsExactly("set before");
        assertThat(replay.headers().allValues("Vary")).isEqualTo(first.headers().allValues("Vary"));
        assertThat(replay.headers().allValues("Access-Control-Allow-Origin")).containsExactly("https://shop.example");
        assertThat(replay.headers().allValues("Access-Control-Expose-Headers")).contains("Idempotent-Replayed");
    }

    @Test
    void exposesTheMarkOfAReplayToOtherOriginsBesideWhatTheApplicationExposes() {
        String key = newKey();
        String[] headers = {"Idempotency-Key", key, "Origin", "https://shop.example"};
        HttpResponse<byte[]> first = http.post("/cross-origin", "{}", headers);
        HttpResponse<byte[]> replay = http.post("/cross-origin", "{}", headers);
        HttpResponse<byte[]> sameOrigin = http.post("/cross-origin", "{}", "Idempotency-Key", key);

        String exposed = "Access-Control-Expose-Headers";
        assertThat(first.headers().allValues(exposed)).containsExactly("X-Own, Location");
        assertReplay(replay, first);
        assertThat(replay.headers().allValues(exposed)).containsExactly("X-Own, Location, Idempotent-Replayed");
        assertReplay(sameOrigin, first);
        assertThat(sameOrigin.headers().allValues(exposed)).isEmpty();
    }

    @Test
    void storesOnlyTheHeadersThatThePolicyNamesAndThoseAReplayCannotDoWithout() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/few-headers", "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> replay = http.post("/few-headers", "{}", "Idempotency-Key", key);

        assertReplay(replay, first);
        assertThat(first.headers().map()).containsKeys("ETag", "X-Order-Id", "X-Debug", "Set-Cookie");
        assertThat(replay.headers().map()).doesNotContainKeys("X-Debug", "Set-Cookie");
        for (String kept : List.of("ETag", "X-Order-Id", "Location", "Content-Language", "Content-Encoding")) {
            assertThat(replay.headers().allValues(kept))
                    .as(kept)
                    .isNotEmpty()
                    .isEqualTo(first.headers().allValues(kept));
        }
    }

    @Test
    void leavesUnannotatedEndpointsAlone() {
        String key = newKey();
        int before = runs();
        http.post("/unannotated", "{}", "Idempotency-Key", key);
        HttpResponse<byte[]> second = http.post("/unannotated", "{}", "Idempotency-Key", "not, a valid key");

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(runs()).isEqualTo(before + 2);
        assertThat(records(key)).isZero();
    }

    @Test
    void givesTheHandlerItsExecution() {
        String key = newKey();
        HttpResponse<byte[]> first = http.post("/execution", "{}", "Idempotency-Key", key);

        assertThat(HttpCalls.text(first))
                .contains("\"key\":\"" + key + '"', "\"fence\":1", "\"protected\":true")
                .containsPattern("\"charge\":\"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"");
    }
}
