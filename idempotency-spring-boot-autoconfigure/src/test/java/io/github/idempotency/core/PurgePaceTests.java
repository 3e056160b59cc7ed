package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgePaceTests {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    @ParameterizedTest
    @CsvSource({
        "0.1, 50, 450",
        "0.1, 1000, 9000",
        "0.5, 300, 300",
        "0.1, 1, 100", // the shortest pause
        "1.0, 50, 100"
    })
    void restsUntilItWasBusyForItsShareOnly(double share, long took, long pause) {
        PurgePace pace = new PurgePace(1000, SHORTEST, share);
        assertThat(pace.pauseAfter(Duration.ofMillis(took))).isEqualTo(Duration.ofMillis(pause));
    }

    @Test
    void batchesGrowToTheLargestWhileStatementsAreShort() {
        PurgePace pace = new PurgePace(1000, SHORTEST, 0.1);
        assertThat(pace.batch()).isEqualTo(100);
        int[] sizes = new int[5];
        for (int i = 0; i < sizes.length; i++) {
            pace.pauseAfter(Duration.ofMillis(1));
            sizes[i] = pace.batch();
        }
        assertThat(sizes).containsExactly(200, 400, 800, 1000, 1000);
    }

    @Test
    void batchesShrinkWhileStatementsAreLongButNotToNothing() {
        PurgePace pace = new PurgePace(1000, SHORTEST, 0.1);
        int[] sizes = new int[5];
        for (int i = 0; i < sizes.length; i++) {
            pace.pauseAfter(Duration.ofSeconds(10));
            sizes[i] = pace.batch();
        }
        assertThat(sizes).containsExactly(50, 25, 12, 10, 10);
    }

    @Test
    void batchesSettleWhereAStatementTakesWhatItShould() {
        PurgePace pace = new PurgePace(1000, SHORTEST, 0.1);
        for (int i = 0; i < 10; i++) {
            pace.pauseAfter(Duration.ofNanos(pace.batch() * 200_000L));
        }
        assertThat(pace.batch()).isEqualTo(250);
    }

    @Test
    void batchesAreNeverLargerThanWasSet() {
        PurgePace pace = new PurgePace(3, SHORTEST, 0.1);
        assertThat(pace.batch()).isEqualTo(3);
        pace.pauseAfter(Duration.ofSeconds(10));
        assertThat(pace.batch()).isEqualTo(3);
        pace.pauseAfter(Duration.ofNanos(0));
        assertThat(pace.batch()).isEqualTo(3);
    }
}
