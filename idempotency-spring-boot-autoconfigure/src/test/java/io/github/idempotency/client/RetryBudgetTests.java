package io.github.idempotency.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTests {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    private RetryBudget budget(double ratio, int reserve) {
        return new RetryBudget(ratio, reserve, Duration.ofSeconds(10), now::get);
    }

    private static int drain(RetryBudget budget) {
        int retries = 0;
        while (budget.tryWithdraw()) {
            retries++;
        }
        return retries;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aClientThatHasJustStartedHasItsReserve() {
        assertThat(drain(budget(0.1, 10))).isEqualTo(100);
    }

    @Test
    void tenCallsEarnOneRetry() {
        RetryBudget budget = budget(0.1, 0);
        for (int i = 0; i < 9; i++) {
            budget.deposit();
        }
        assertThat(budget.tryWithdraw()).isFalse();
        budget.deposit();
        assertThat(budget.tryWithdraw()).isTrue();
        assertThat(budget.tryWithdraw()).isFalse();
    }

    @Test
    void aRefusedRetryCostsNothing() {
        RetryBudget budget = budget(0.1, 0);
        budget.deposit();
        assertThat(drain(budget)).isZero();
        assertThat(budget.balance()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void earningsAreLostAfterTheWindow() {
        RetryBudget budget = budget(1, 0);
        budget.deposit();
        pass(Duration.ofSeconds(9));
        assertThat(budget.balance()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(budget.balance()).isZero();
    }

    @Test
    void theReserveComesBackAfterTheWindow() {
        RetryBudget budget = budget(0, 10);
        assertThat(drain(budget)).isEqualTo(100);
        pass(Duration.ofSeconds(9));
        assertThat(drain(budget)).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(drain(budget)).isEqualTo(100);
    }

    @Test
    void aLongSilenceLeavesNothingButTheReserve() {
        RetryBudget budget = budget(1, 1);
        for (int i = 0; i < 50; i++) {
            budget.deposit();
        }
        pass(Duration.ofDays(3));
        assertThat(drain(budget)).isEqualTo(10);
    }

    @Test
    void inTheLongRunRetriesAreATenthOfTheCallsAndTheReserve() {
        RetryBudget budget = budget(0.1, 10);
        int retries = 0;
        for (int second = 0; second < 100; second++) {
            for (int call = 0; call < 500; call++) {
                budget.deposit();
                retries += budget.tryWithdraw() ? 1 : 0;
                pass(Duration.ofMillis(2));
            }
        }
        assertThat(retries).isBetween(5_000, 5_000 + 10 * 100);
    }

    @Test
    void nothingAtAllAllowsNothing() {
        RetryBudget budget = budget(0, 0);
        budget.deposit();
        assertThat(budget.tryWithdraw()).isFalse();
    }
}
