package io.github.idempotency.sample.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness can fail: with a guarantee switched off it sees violations. Takes minutes, so it runs with {@code -Ptorture}. */
@Tag("harness")
class HarnessTests {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void noticesThatAGuaranteeIsMissing(Sabotage sabotage) throws Exception {
        TortureReport report = TortureRun.run(TortureSettings.sabotaged(sabotage));

        System.out.println(report.table());
        assertThat(report.violations()).anyMatch(sabotage::leadsTo);
    }
}
