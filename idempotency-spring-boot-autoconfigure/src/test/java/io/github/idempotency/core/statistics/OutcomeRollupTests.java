package io.github.idempotency.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutcomeRollupTests {

    private final AddedCounts store = new AddedCounts();
    private final OutcomeRollup rollup = new OutcomeRollup(store, Duration.ofSeconds(10));

    private void count(String operation, Outcome outcome, String clientVersion) {
        rollup.onOutcome(new RequestOutcome(operation, RiskClass.HIGH, outcome, "acme", clientVersion, "hash"));
    }

    @Test
    void addsEachOutcomeOnceAndInOneCall() {
        count("pay", Outcome.EXECUTED, "web/2");
        count("pay", Outcome.EXECUTED, "web/2");
        count("pay", Outcome.REPLAYED, "web/2");
        rollup.flush();
        assertThat(store.added)
                .containsExactlyInAnyOrder(
                        new OutcomeCount("pay", Outcome.EXECUTED, "web/2", 2),
                        new OutcomeCount("pay", Outcome.REPLAYED, "web/2", 1));
        count("pay", Outcome.REPLAYED, "web/2");
        rollup.flush();
        assertThat(store.added).hasSize(3).last().isEqualTo(new OutcomeCount("pay", Outcome.REPLAYED, "web/2", 1));
        assertThat(store.calls).isEqualTo(2);
    }

    @Test
    void doesNotAskTheStoreWhileNothingHappens() {
        rollup.flush();
        count("pay", Outcome.EXECUTED, "web/2");
        rollup.flush();
        rollup.flush();
        assertThat(store.calls).isEqualTo(1);
    }

    @Test
    void keepsCountsThatCouldNotBeAddedForTheNextTime() {
        count("pay", Outcome.EXECUTED, "web/2");
        store.available = false;
        assertThatThrownBy(rollup::flush).isInstanceOf(StoreUnavailableException.class);
        count("pay", Outcome.EXECUTED, "web/2");
        assertThatThrownBy(rollup::flush).isInstanceOf(StoreUnavailableException.class);
        store.available = true;
        rollup.flush();
        assertThat(store.added).containsExactly(new OutcomeCount("pay", Outcome.EXECUTED, "web/2", 2));
    }

    @Test
    void losesNothingThatIsCountedDuringAFlush() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<? extends Future<?>> counting = IntStream.range(0, 3)
                    .mapToObj(i -> threads.submit(() -> {
                        for (int n = 0; n < 50_000; n++) {
                            count("pay", Outcome.EXECUTED, "web/" + n % 3);
                        }
                    }))
                    .toList();
            while (!counting.stream().allMatch(Future::isDone)) {
                rollup.flush();
            }
            for (Future<?> done : counting) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        rollup.flush();
        assertThat(store.added.stream().mapToLong(OutcomeCount::count).sum()).isEqualTo(150_000);
    }

    @Test
    void stopsTellingClientsApartBeforeMemoryGrows() {
        for (int i = 0; i < OutcomeRollup.MAX_COUNTS + 5; i++) {
            count("pay", Outcome.EXECUTED, "web/" + i);
        }
        count("pay", Outcome.EXECUTED, "web/0");
        rollup.flush();
        assertThat(store.added)
                .hasSize(OutcomeRollup.MAX_COUNTS + 1)
                .contains(
                        new OutcomeCount("pay", Outcome.EXECUTED, "other", 5),
                        new OutcomeCount("pay", Outcome.EXECUTED, "web/0", 2));
    }
}
