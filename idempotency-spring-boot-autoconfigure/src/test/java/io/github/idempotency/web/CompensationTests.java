package io.github.idempotency.web;

import static io.github.idempotency.web.app.StepHandlers.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.web.app.StepHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Executions that stopped between their steps and that nobody resumes. */
class CompensationTests extends ApplicationTests {

    private static final String RECORDS = "/actuator/idempotencyrecords/";

    private final String key = newKey();

    private HttpResponse<byte[]> post(String handler) {
        return http.post("/steps/" + handler + "?account=" + key, "{}", "Idempotency-Key", key);
    }

    private void failAt(String place, String handler) {
        StepHandlers.TROUBLE.add(place + ' ' + key);
        assertThat(post(handler).statusCode()).isEqualTo(502);
    }

    private void letPass(String time) {
        assertThat(DATABASE_ITSELF.update(
                        "UPDATE idempotency_record SET lease_until = lease_until - ?::interval WHERE idempotency_key = ?",
                        time,
                        key))
                .isOne();
    }

    private void awaitState(int state) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> state
                        == DATABASE_ITSELF.queryForObject(
                                "SELECT state FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key));
    }

    private List<String> incidents() {
        return DATABASE_ITSELF.queryForList(
                "SELECT event || ': ' || reason FROM idempotency_incident WHERE record_id ="
                        + " (SELECT id FROM idempotency_record WHERE idempotency_key = ?) ORDER BY at",
                String.class,
                key);
    }

    private String id(String operation) {
        return new RecordKey(Tenant.anonymous(), operation, key).id().toString();
    }

    private static List<String> undone(String key) {
        return StepHandlers.CALLS.stream()
                .filter(call -> call.endsWith(key) && (call.startsWith("refund") || call.startsWith("recall")))
                .map(call -> call.substring(0, call.indexOf(' ')))
                .toList();
    }

    @Test
    void whatNobodyResumedIsUndoneInReverseOrderAndNeverRunAgain() {
        failAt("after-ship", "order");
        letPass("16 min");
        awaitState(7);

        assertThat(undone(key)).containsExactly("recall", "refund");
        assertThat(incidents()).containsExactly("compensated: step ship", "compensated: step charge");
        HttpResponse<byte[]> late = post("order");
        assertProblem(late, 409, "compensated", false);
        assertThat(HttpCalls.text(late)).contains("\"newKey\":true");
        assertThat(calls("charge", key)).isOne();
        assertThat(deposits(key)).isZero();
        assertThat(HttpCalls.text(http.send("GET", RECORDS + id("step-order"), "")))
                .contains("\"state\":\"compensated\"", "\"name\":\"charge\"", "\"compensatedAt\":\"20")
                .doesNotContain("ch-");
    }

    @Test
    void retriesHaveTheirTimeToResume() {
        failAt("after-charge", "order");
        letPass("14 min");

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> undone(key).isEmpty());
        assertThat(post("order").statusCode()).isEqualTo(201);
        assertThat(undone(key)).isEmpty();
    }

    @Test
    void aCompensationThatFailsIsTriedAgainLaterAndWhatWasUndoneIsNotRepeated() {
        failAt("after-ship", "order");
        StepHandlers.TROUBLE.add("in-refund " + key);
        letPass("16 min");
        await().atMost(Duration.ofSeconds(20)).until(() -> incidents().size() == 2);
        assertThat(incidents())
                .containsExactly(
                        "compensated: step ship",
                        "compensation_failed: step charge: org.springframework.web.server.ResponseStatusException");
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT state = 6 AND lease_until BETWEEN now() + interval '20 s' AND now() + interval '30 s'"
                                + " FROM idempotency_record WHERE idempotency_key = ?",
                        Boolean.class,
                        key))
                .isTrue();
        assertProblem(post("order"), 409, "in-progress", true);
        assertThat(HttpCalls.text(http.send("GET", "/actuator/idempotencyrecords", "")))
                .contains(id("step-order"), "\"state\":\"compensating\"");

        letPass("31 s");
        awaitState(7);
        assertThat(undone(key)).containsExactly("recall", "refund", "refund");
    }

    @Test
    void aStepWithoutACompensationMakesTheRecordUncertainBeforeAnythingIsUndone() {
        failAt("after-charge", "critical");
        letPass("16 min");
        awaitState(2);

        assertThat(incidents())
                .containsExactly("uncertain: its step charge cannot be undone: it has no compensation, or no result");
        assertProblem(post("critical"), 409, "outcome-unknown", false);
    }

    @Test
    void anOperatorsReleaseUndoesTheSteps() {
        failAt("after-charge", "order");
        HttpResponse<byte[]> answer = http.post(RECORDS + id("step-order"), """
                {"action":"release","reason":"the customer gave up"}""", "Authorization", "Basic YWxpY2U6cHc=");
        assertThat(HttpCalls.text(answer)).contains("\"result\":\"compensating\"");
        awaitState(7);

        assertThat(undone(key)).containsExactly("refund");
        assertThat(incidents()).containsExactly("compensating: the customer gave up", "compensated: step charge");
    }

    @Test
    void aCompletedOperationIsNeverUndone() {
        assertThat(post("order").statusCode()).isEqualTo(201);
        letPass("16 min");

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> undone(key).isEmpty());
        assertThat(post("order").headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }
}
