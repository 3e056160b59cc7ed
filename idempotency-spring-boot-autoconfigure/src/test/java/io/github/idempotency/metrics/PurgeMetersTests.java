package io.github.idempotency.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.IdempotencyListener.PurgeProgress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PurgeMetersTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now;
    private final PurgeMeters meters = new PurgeMeters(registry, () -> now);

    private double purged(String part) {
        return registry.get("idempotency.purged").tag("part", part).counter().count();
    }

    private double lag() {
        return registry.get("idempotency.purge.lag").gauge().value();
    }

    private void looked(int records, int responses, Duration lag) {
        meters.onPurged(new PurgeProgress(records, responses, lag, Duration.ofMinutes(1)));
    }

    @Test
    void countWhatWasRemoved() {
        looked(100, 0, Duration.ZERO);
        looked(3, 0, Duration.ZERO);
        looked(0, 7, Duration.ZERO);
        assertThat(purged("record")).isEqualTo(103);
        assertThat(purged("response")).isEqualTo(7);
    }

    @Test
    void showHowFarThePurgeLagsBehind() {
        assertThat(lag()).isZero();
        looked(1, 0, Duration.ofHours(1));
        assertThat(lag()).isEqualTo(3_600);
        looked(1, 0, Duration.ZERO);
        assertThat(lag()).isZero();
    }

    @Test
    void theLagGrowsWhileALookIsOverdue() {
        looked(1, 0, Duration.ofSeconds(5));
        now = Duration.ofMinutes(1).toNanos();
        assertThat(lag()).isEqualTo(5);
        now = Duration.ofMinutes(3).toNanos();
        assertThat(lag()).isEqualTo(125);
        looked(1, 0, Duration.ZERO);
        assertThat(lag()).isZero();
    }
}
