package io.github.idempotency.sample.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Crashes, zombies, failovers and outages over three processes; {@code -Dtorture.duration} and {@code -Dtorture.seed} set
 * how long and which.
 */
class TortureTests {

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void nothingRunsTwiceAndNothingIsLost() throws Exception {
        TortureReport report = TortureRun.run(TortureSettings.fromSystemProperties());

        System.out.println(report.violations().isEmpty() ? report.table() : report.inFull());
        assertThat(report.violations()).as("violations, printed above").isEmpty();
        assertThat(report.operations()).anyMatch(Operation::succeeded);
        assertThat(report.faults())
                .hasSizeGreaterThan((int) report.settings().duration().toSeconds() / 3);
    }
}
