package io.github.idempotency.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordReconciler;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeterListenerTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeterListener listener = new MeterListener(registry);

    @Test
    void countsRequestsByOperationRiskOutcomeAndClientVersion() {
        RequestOutcome outcome =
                new RequestOutcome("pay", RiskClass.CRITICAL, Outcome.KEY_REUSED, "tenant", "ios/1", "0123456789ab");
        listener.onOutcome(outcome);
        listener.onOutcome(outcome);
        assertThat(registry.get("idempotency.requests")
                        .tags(
                                "operation",
                                "pay",
                                "risk",
                                "critical",
                                "outcome",
                                "key-reused",
                                "client.version",
                                "ios/1")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("idempotency.requests").counter().getId().getTags())
                .hasSize(4);
    }

    @Test
    void aStrangersHeaderCreatesNoThousandSeries() {
        ClientVersions versions = new ClientVersions(50);
        for (int i = 0; i < 10_000; i++) {
            String version = versions.bounded("hostile-" + i);
            listener.onOutcome(
                    new RequestOutcome("pay", RiskClass.CRITICAL, Outcome.EXECUTED, "tenant", version, "0123456789ab"));
        }
        assertThat(registry.find("idempotency.requests").counters()).hasSize(51);
        assertThat(registry.get("idempotency.requests")
                        .tag("client.version", "other")
                        .counter()
                        .count())
                .isEqualTo(9_950);
    }

    @Test
    void countsAKeyWhoseRetriesSucceedOnce() {
        for (String keyHash : List.of("000000000001", "000000000001", "000000000002")) {
            listener.onRetryRecovered(
                    new RequestOutcome("pay", RiskClass.CRITICAL, Outcome.REPLAYED, "tenant", "ios/1", keyHash));
        }
        assertThat(registry.get("idempotency.retries.recovered")
                        .tags("operation", "pay", "client.version", "ios/1")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void countsReconciledRecordsByOperationAndResult() {
        listener.onReconciled("pay", RecordReconciler.Result.UNCERTAIN);
        listener.onReconciled("pay", RecordReconciler.Result.RECOVERED);
        listener.onReconciled("pay", RecordReconciler.Result.RECOVERED);
        assertThat(registry.get("idempotency.reconciled")
                        .tags("operation", "pay", "result", "recovered")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void timesCallsToTheStore() {
        listener.onStoreCall("claim", "unavailable", Duration.ofMillis(20));
        Timer timer = registry.get("idempotency.store")
                .tags("call", "claim", "result", "unavailable")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
    }
}
