package io.github.idempotency.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.actuate.FakeOperatorStore;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.StoreUnavailableException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatisticsKeeperTests {

    private final AddedCounts store = new AddedCounts();
    private boolean held = true;
    private final OperatorStore tasks = new FakeOperatorStore() {
        @Override
        public boolean holdTask(String name, UUID runner, Duration lease) {
            return held && name.equals("statistics");
        }
    };
    private final StatisticsKeeper keeper = new StatisticsKeeper(store, tasks, Duration.ofDays(90));

    @Test
    void measuresCondensesAndPurgesInBatchesAndThenRests() {
        store.toCondense = 2;
        store.toPurge = 1;
        int steps = 1;
        while (keeper.step().compareTo(Duration.ofMinutes(1)) < 0) {
            steps++;
        }
        assertThat(steps).isEqualTo(5);
        assertThat(store.kept)
                .containsExactly(
                        "measure", "condense", "condense", "condense", "purge PT2160H", "condense", "purge PT2160H");
        keeper.step();
        assertThat(store.kept).endsWith("purge PT2160H", "measure");
    }

    @Test
    void leavesTheWorkToTheInstanceThatHoldsIt() {
        held = false;
        assertThat(keeper.step()).isGreaterThan(Duration.ofMinutes(50));
        assertThat(store.kept).isEmpty();
    }

    @Test
    void purgesAlsoATableThatCannotBeMeasured() {
        store.available = false;
        assertThatThrownBy(keeper::step).isInstanceOf(StoreUnavailableException.class);
        keeper.step();
        assertThat(store.kept).containsExactly("measure", "condense", "purge PT2160H");
    }
}
