package io.github.idempotency.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperatorStore.UncertainCount;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

@Timeout(20)
class IdempotencyHealthIndicatorTests {

    @Test
    void isUpWhileTheStoreAnswers() {
        Health health = check(FakeStore.counting(List::of));
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("enabled", true)
                .containsEntry("rollout", "strict")
                .containsEntry("circuit", "closed");
    }

    @Test
    void isDownWhileTheStoreIsUnavailableAndStillTellsThePhase() {
        Health health = check(FakeStore.counting(() -> {
            throw new StoreUnavailableException("connection refused", null);
        }));
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("rollout", "strict").containsKey("error");
    }

    @Test
    void isDownInTimeWhileTheStoreHangsAndUpOnceItAnswersAgain() {
        CountDownLatch hanging = new CountDownLatch(1);
        IdempotencyHealthIndicator indicator = indicator(
                FakeStore.counting(() -> {
                    awaitUninterruptibly(hanging);
                    return List.of();
                }),
                Duration.ofMillis(20));
        for (int i = 0; i < 10; i++) {
            assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        }
        hanging.countDown();
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UP));
        indicator.destroy();
    }

    @Test
    void showsHowManyRecordsAreUncertainAndStaysUp() {
        FakeOperatorStore operators = new FakeOperatorStore();
        operators.counts = () -> List.of(
                new UncertainCount("pay", 2, Duration.ofSeconds(90)),
                new UncertainCount("refund", 1, Duration.ofMillis(7_200_500)));
        Health health = check(FakeStore.counting(List::of), operators);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("uncertain", 3L).containsEntry("oldestUncertain", "PT2H");
    }

    @Test
    void isUpIfOnlyTheUncertainRecordsCannotBeCounted() {
        FakeOperatorStore operators = new FakeOperatorStore();
        operators.counts = () -> {
            throw new StoreUnavailableException("permission denied for table idempotency_incident", null);
        };
        Health health = check(FakeStore.counting(List::of), operators);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("uncertain", "unknown").doesNotContainKey("oldestUncertain");
    }

    private static Health check(IdempotencyStore store) {
        return check(store, null);
    }

    private static Health check(IdempotencyStore store, FakeOperatorStore operators) {
        IdempotencyHealthIndicator indicator = new IdempotencyHealthIndicator(
                store, operators, CallGuard.NONE, true, Rollout.STRICT, Duration.ofSeconds(5));
        try {
            return indicator.health();
        } finally {
            indicator.destroy();
        }
    }

    private static IdempotencyHealthIndicator indicator(IdempotencyStore store, Duration timeout) {
        return new IdempotencyHealthIndicator(store, null, CallGuard.NONE, true, Rollout.STRICT, timeout);
    }

    /** As a database driver would: an interrupt does not end it. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // goes on waiting
            }
        }
    }
}
