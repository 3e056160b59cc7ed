package io.github.idempotency.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Records that no retry comes back for. */
class ReconciliationTests extends ApplicationTests {

    private final String key = newKey();

    private HttpResponse<byte[]> post(String handler) {
        return http.post("/durable/" + handler + "?account=" + key, "{}", "Idempotency-Key", key);
    }

    private void letTheProcessDie() {
        DATABASE_ITSELF.update(
                "UPDATE idempotency_record SET state = 0, status = NULL, headers = NULL, body = NULL,"
                        + " completed_at = NULL, lease_until = now() - interval '1 second' WHERE idempotency_key = ?",
                key);
    }

    private int state() {
        return DATABASE_ITSELF.queryForObject(
                "SELECT state FROM idempotency_record WHERE idempotency_key = ?", Integer.class, key);
    }

    @Test
    void aLostResponseIsRecoveredInTheBackground() {
        HttpResponse<byte[]> first = post("recoverable");
        letTheProcessDie();
        await().atMost(Duration.ofSeconds(20)).until(() -> state() == 1);

        assertReplay(post("recoverable"), first);
        assertThat(DATABASE_ITSELF.queryForObject(
                        "SELECT count(*) FROM idempotency_incident WHERE event = 'recovered' AND record_id ="
                                + " (SELECT id FROM idempotency_record WHERE idempotency_key = ?)",
                        Integer.class,
                        key))
                .isOne();
    }

    @Test
    void anAppliedEffectWithoutRecoveryBecomesUncertainOnce() {
        post("service");
        letTheProcessDie();
        await().atMost(Duration.ofSeconds(20)).until(() -> state() == 2);
        String version = version();

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .until(() -> version().equals(version));
        assertProblem(post("service"), 409, "outcome-unknown", false);
    }

    /** Changes with every write of the row. */
    private String version() {
        return DATABASE_ITSELF.queryForObject(
                "SELECT xmin::text || ctid::text FROM idempotency_record WHERE idempotency_key = ?", String.class, key);
    }

    @Test
    void aKeyThatStandsForNothingIsFreed() {
        post("reading");
        letTheProcessDie();

        await().atMost(Duration.ofSeconds(20)).until(() -> records(key) == 0);
    }
}
