package io.github.idempotency.sample.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Payments through a gateway to three processes of the sample, resets and time-outs at every hop, retries at client, gateway and
 * payments service; {@code -Dchain.payments} sets how many, {@code -Dtorture.seed} which faults.
 */
class ChainTests {

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void eachPaymentIsOneChargeAndOneLedgerEntry() throws Exception {
        ChainSettings settings = ChainSettings.fromSystemProperties();
        ChainReport report = ChainRun.run(settings);

        System.out.println(report.inFull());
        assertThat(report.violations()).as("violations, printed above").isEmpty();
        assertThat(report.faults()).isGreaterThan(settings.payments() / 4);
    }

    @Test
    @Tag("harness")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void noticesThatKeysAreNotDerived() throws Exception {
        ChainReport report = ChainRun.run(ChainSettings.withoutDerivedKeys());

        System.out.println(report.table());
        assertThat(report.violations())
                .anyMatch(violation -> violation.detail().startsWith("charges: "))
                .anyMatch(violation -> violation.detail().startsWith("ledger entries: "));
    }
}
