package io.github.idempotency.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StepObserver.Step;
import io.github.idempotency.core.Tenant;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ObservedStepsTests {

    private static final RecordKey KEY =
            new RecordKey(new Tenant(Tenant.Source.HEADER, "acme"), "create-payment", "the-secret-key");

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<Observation.Context> stopped = new ArrayList<>();
    private final ObservedSteps steps = new ObservedSteps(registry);

    @Test
    void tellOperationAndOutcomeWithFewValuesAndTheHashOfTheKeyWithMany() {
        recordStopped();
        assertThat(steps.observe(Step.CLAIM, KEY, () -> 7, result -> "claimed")).isEqualTo(7);
        Observation.Context claim = stopped.get(0);
        assertThat(claim.getName()).isEqualTo("idempotency.claim");
        assertThat(claim.getLowCardinalityKeyValues())
                .containsExactly(KeyValue.of("operation", "create-payment"), KeyValue.of("outcome", "claimed"));
        assertThat(claim.getHighCardinalityKeyValues())
                .containsExactly(KeyValue.of("idempotency.key.hash", KEY.shortHash()));
        assertThat(claim.getAllKeyValues().toString()).doesNotContain("the-secret-key", "acme");
    }

    @Test
    void passOnWhatTheStepThrowsAndTellOfIt() {
        recordStopped();
        IllegalStateException failure = new IllegalStateException("commit failed");
        assertThatThrownBy(() -> steps.observe(
                        Step.COMPLETE,
                        KEY,
                        () -> {
                            throw failure;
                        },
                        result -> "stored"))
                .isSameAs(failure);
        assertThat(stopped.get(0).getError()).isSameAs(failure);
        assertThat(stopped.get(0).getLowCardinalityKeyValue("outcome").getValue())
                .isEqualTo("failed");
    }

    @Test
    void runTheStepOnceThoughEveryHandlerOfObservationsThrows() {
        registry.observationConfig().observationHandler(new ThrowingHandler());
        List<String> runs = new ArrayList<>();
        assertThat(steps.observe(
                        Step.CLAIM,
                        KEY,
                        () -> {
                            runs.add("run");
                            return "answer";
                        },
                        Function.identity()))
                .isEqualTo("answer");
        assertThat(runs).hasSize(1);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void putOutcomesOnTheObservationAroundThemAsAttributes() {
        recordStopped();
        RequestOutcome outcome = new RequestOutcome(
                "create-payment", RiskClass.CRITICAL, Outcome.REPLAYED, "acme", "ios/1", "0123456789ab");
        steps.onOutcome(outcome);
        Observation.createNotStarted("http.server.requests", registry).observe(() -> steps.onOutcome(outcome));
        assertThat(stopped.get(0).getHighCardinalityKeyValues())
                .containsExactlyInAnyOrder(
                        KeyValue.of("idempotency.operation", "create-payment"),
                        KeyValue.of("idempotency.outcome", "replayed"),
                        KeyValue.of("idempotency.key.hash", "0123456789ab"));
        assertThat(stopped.get(0).getLowCardinalityKeyValues()).isEmpty();
    }

    private void recordStopped() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    private static final class ThrowingHandler implements ObservationHandler<Observation.Context> {

        @Override
        public void onStart(Observation.Context context) {
            throw new IllegalStateException("start");
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            throw new IllegalStateException("scope");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            throw new IllegalStateException("scope");
        }

        @Override
        public void onStop(Observation.Context context) {
            throw new IllegalStateException("stop");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
