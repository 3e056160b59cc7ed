package io.github.idempotency.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentCreationsTests {

    private final RecentCreations recent = new RecentCreations(0);

    @Test
    void areForgottenOnceAMeasurementHasSeenThem() {
        recent.add("a");
        recent.turn(10);
        recent.add("a");
        recent.add("b");
        assertThat(recent.count("a")).isEqualTo(2);
        recent.forgetBefore(11);
        assertThat(recent.count("a")).isEqualTo(1);
        assertThat(recent.count("b")).isEqualTo(1);
    }

    @Test
    void takeNoMoreRoomTheLongerNobodyMeasures() {
        for (int turn = 1; turn <= 1_000; turn++) {
            recent.add("a");
            recent.turn(turn);
        }
        assertThat(recent.slices()).isLessThanOrEqualTo(32);
        assertThat(recent.count("a")).isEqualTo(1_000);
        recent.forgetBefore(1_001);
        assertThat(recent.count("a")).isZero();
    }
}
