package io.github.idempotency.web;

import static io.github.idempotency.web.app.StepHandlers.calls;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.test.StatementCounter;
import io.github.idempotency.web.app.OrderHandlers;
import io.github.idempotency.web.app.StepHandlers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Handlers that are interrupted between their steps, and resumed. */
class StepTests extends ApplicationTests {

    private final String key = newKey();

    @Autowired
    private StatementCounter counter;

    private HttpResponse<byte[]> post(String handler) {
        return http.post("/steps/" + handler + "account=" + key, "{}", "Idempotency-Key", key);
    }

    private HttpResponse<byte[]> failAt(String place, String handler) {
        StepHandlers.TROUBLE.add(place + ' ' + key);
        HttpResponse<byte[]> failed = post(handler);
        assertThat(failed.statusCode()).isEqualTo(502);
        return failed;
    }

    private CompletableFuture<HttpResponse<byte[]>> holdAt(String place, String handler) throws InterruptedException {
        OrderHandlers.gate = new CountDownLatch(1);
        StepHandlers.TROUBLE.add(place + "-hold " + key);
        CompletableFuture<HttpResponse<byte[]>> request = CompletableFuture.supplyAsync(() -> post(handler));
        assertThat(OrderHandlers.entered.await(20, TimeUnit.SECONDS)).isTrue();
        return request;
    }

    private void letTheLeaseLapse() {
        assertThat(DATABASE_ITSELF.update(
                        "UPDATE idempotency_record SET lease_until = now() - interval '1 second' WHERE idempotency_key = ?",
                        key))
                .isOne();
    }

    private int state() {
        return DATABASE_ITSELF.queryForObject(
                "SELECT state FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key);
    }

    private List<String> steps() {
        return DATABASE_ITSELF.queryForList(
                "SELECT s.name || ' ' || coalesce(convert_from(s.result, 'UTF8'), 'not kept') || ' of ' || s.fence"
                        + " FROM idempotency_step s JOIN idempotency_record r ON r.id = s.record_id"
                        + " WHERE r.idempotency_key = ? ORDER BY s.finished_at",
                String.class,
                key);
    }

    @Test
    void aRetryAfterAFailureResumesAfterTheLastFinishedStep() {
        failAt("after-charge", "order?");
        assertThat(state()).as("suspended").isEqualTo(5);

        HttpResponse<byte[]> resumed = post("order?");
        assertThat(resumed.statusCode()).isEqualTo(201);
        assertThat(HttpCalls.text(resumed)).contains("parts=[1, 2]");
        assertThat(calls("charge", key)).isOne();
        assertThat(calls("ship", key)).isOne();
        assertThat(deposits(key)).isOne();
        assertReplay(post("order?"), resumed);
    }

    @Test
    void aSecondFailureFurtherOnResumesThere() {
        failAt("after-charge", "order?");
        failAt("after-ship", "order?");

        assertThat(post("order?").statusCode()).isEqualTo(201);
        assertThat(calls("charge", key)).isOne();
        assertThat(calls("ship", key)).isOne();
        assertThat(steps()).hasSize(2);
    }

    @Test
    void aTakeoverOfACrashedExecutionResumesAndTheZombieCommitsNothing() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> zombie = holdAt("after-ship", "order?");
        letTheLeaseLapse();
        HttpResponse<byte[]> resumed = post("order?");
        assertThat(resumed.statusCode()).isEqualTo(201);
        OrderHandlers.gate.countDown();

        assertThat(zombie.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
        assertReplay(post("order?"), resumed);
        assertThat(calls("charge", key)).isOne();
        assertThat(calls("ship", key)).isOne();
        assertThat(deposits(key)).isOne();
    }

    @Test
    void theStepOfAZombieIsNotKeptAndItsHandlerGoesNoFurther() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> zombie = holdAt("in-ship", "order?");
        letTheLeaseLapse();
        HttpResponse<byte[]> resumed = post("order?");
        assertThat(resumed.statusCode()).isEqualTo(201);
        OrderHandlers.gate.countDown();

        assertThat(zombie.get(20, TimeUnit.SECONDS).statusCode()).isNotEqualTo(201);
        assertThat(calls("charge", key)).isOne();
        assertThat(deposits(key)).isOne();
        assertThat(steps()).hasSize(2).last().asString().endsWith(" of 2");
        assertReplay(post("order?"), resumed);
    }

    @Test
    void aStepThatFailsIsNotFinishedAndFreesTheKey() {
        failAt("in-charge", "order?");
        assertThat(records(key)).isZero();

        assertThat(post("order?").statusCode()).isEqualTo(201);
        assertThat(calls("charge", key)).isEqualTo(2);
    }

    @Test
    void aFailureAlsoResumesWherePolicyForbidsToRunACrashedExecutionAgain() {
        failAt("after-charge", "critical?");

        assertThat(post("critical?").statusCode()).isEqualTo(201);
        assertThat(calls("charge", key)).isOne();
    }

    @Test
    void aCrashStaysUncertainWherePolicySaysSo() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> zombie = holdAt("after-charge", "critical?");
        letTheLeaseLapse();

        assertProblem(post("critical?"), 409, "outcome-unknown", false);
        OrderHandlers.gate.countDown();
        zombie.get(20, TimeUnit.SECONDS);
        assertThat(deposits(key)).isZero();
    }

    @Test
    void withoutAClaimStepsSimplyRun() {
        for (int run = 1; run <= 2; run++) {
            http.post("/steps/optional?account=" + key, "{}");
            assertThat(calls("charge", key)).isEqualTo(run);
        }
        assertThat(steps()).isEmpty();
    }

    @Test
    void inModeAtomicStepsAreRefused() {
        assertThat(post("atomic?").statusCode()).isEqualTo(500);
        assertThat(calls("charge", key)).isZero();
        assertThat(records(key)).isZero();
    }

    @Test
    void aStepWithoutAResultRunsOnceWhereverItIsCalledAgain() {
        failAt("after-one", "one?name=a-1_b.C&");
        assertThat(steps()).containsExactly("a-1_b.C null of 1");

        HttpResponse<byte[]> resumed = post("one?name=a-1_b.C&");
        assertThat(HttpCalls.text(resumed)).isEqualTo("null");
        assertThat(calls("one", key)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a%20b", "%C3%BC", "x%0A"})
    void aNameThatIsNoneIsRefusedBeforeTheStepRuns(String name) {
        assertThat(post("one?name=" + name + '&').statusCode()).isEqualTo(500);
        assertThat(calls("one", key)).isZero();
        assertThat(records(key)).isZero();
    }

    @Test
    void aResultOverTheLimitDoesNotStopTheOperation() {
        assertThat(HttpCalls.text(post("big?"))).isEqualTo("length 70000");
        assertThat(steps()).containsExactly("big not kept of 1");
    }

    @Test
    void aStepWhoseResultWasNotKeptIsNeverRunAgain() {
        failAt("after-big", "big?");

        assertThat(post("big?").statusCode()).isEqualTo(500);
        assertThat(calls("big", key)).isOne();
        assertThat(state()).isEqualTo(5);
    }

    @Test
    void aStepCannotBeCalledWithinItself() {
        assertThat(post("nested?").statusCode()).isEqualTo(500);
        assertThat(records(key)).isZero();
    }

    @Test
    void aStepCostsOneStatementAndATakeoverOneMore() {
        http.post("/steps/bare?account=" + key, "{}");
        int bare = statements(() -> http.post("/steps/bare?account=" + key, "{}"));
        failAt("after-ship", "order?");
        int resumed = statements(() -> post("order?"));

        assertThat(resumed - bare)
                .as("claim, takeover, steps, marker, completion")
                .isEqualTo(5);
        String other = newKey();
        int first = statements(() -> http.post("/steps/order?account=" + key, "{}", "Idempotency-Key", other));
        assertThat(first - bare).as("claim, two steps, marker, completion").isEqualTo(5);
    }

    private int statements(Runnable request) {
        counter.reset();
        request.run();
        return counter.statements().size();
    }
}
