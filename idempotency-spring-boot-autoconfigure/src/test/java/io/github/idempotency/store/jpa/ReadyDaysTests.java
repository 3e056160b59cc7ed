package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyDaysTests {

    private static final LocalDate TODAY = LocalDate.of(2026, 2, 27);

    @Test
    void thereAreNoneWithoutPartitions() {
        assertThat(ReadyDays.of(TODAY, List.of())).isEmpty();
        assertThat(ReadyDays.of(TODAY, List.of(day(-1)))).isEmpty();
    }

    @Test
    void beginTodayAndEndBeforeTheFirstGap() {
        assertThat(ReadyDays.of(TODAY, List.of(day(3), day(1), day(0), day(-1), day(-2))))
                .contains(new ReadyDays(TODAY, TODAY.plusDays(1)));
    }

    @Test
    void beginLaterIfTodayIsMissing() {
        assertThat(ReadyDays.of(TODAY, List.of(day(2), day(3))))
                .contains(new ReadyDays(TODAY.plusDays(2), TODAY.plusDays(3)));
    }

    @Test
    void areThoseOfWiderPartitionsToo() {
        ResponsePartition month = new ResponsePartition("m", TODAY.minusDays(26), TODAY.plusDays(2), false, false);
        assertThat(ReadyDays.of(TODAY, List.of(day(2), month))).contains(new ReadyDays(TODAY, TODAY.plusDays(2)));
    }

    @Test
    void doNotReachIntoAPartitionThatSomebodyDetaches() {
        ResponsePartition detaching = new ResponsePartition("d", TODAY.plusDays(1), TODAY.plusDays(2), true, false);
        assertThat(ReadyDays.of(TODAY, List.of(day(0), detaching, day(2)))).contains(new ReadyDays(TODAY, TODAY));
    }

    private static ResponsePartition day(int ahead) {
        return new ResponsePartition("p" + ahead, TODAY.plusDays(ahead), TODAY.plusDays(ahead + 1), false, ahead < 0);
    }
}
