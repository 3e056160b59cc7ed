package io.github.idempotency.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.IdempotencyListener.RequestOutcome;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutDescriptorTests {

    private final OutcomeCounters counters = new OutcomeCounters();

    @Test
    void isReadyForOptionalBeforeAnythingIsKnown() {
        RolloutDescriptor nothing = describe(RiskClass.CRITICAL);
        assertThat(nothing.readyFor()).isEqualTo("optional");
        assertThat(nothing.reason()).isEqualTo("too few requests: 0 of 1000");
        assertThat(nothing.keyShare()).isZero();
    }

    @Test
    void waitsForTheKeysOfClientsAndShowsWhoseAreMissing() {
        count("web/2", Outcome.EXECUTED, 1980);
        count("ios/1", Outcome.UNPROTECTED, 21);
        RolloutDescriptor rollout = describe(RiskClass.CRITICAL);
        assertThat(rollout.readyFor()).isEqualTo("optional");
        assertThat(rollout.reason()).isEqualTo("too few keys: 1980 of 2001 requests carry one, 99 % should");
        assertThat(rollout.clients())
                .containsExactly(
                        Map.entry("ios/1", new RolloutFigures(21, 0, 0, 0, 0)),
                        Map.entry("web/2", new RolloutFigures(1980, 1980, 0, 0, 0)));
    }

    @Test
    void staysInObserveWhileOneInAThousandKeysMeetsAnotherPayload() {
        count("web/2", Outcome.EXECUTED, 1970);
        count("web/2", Outcome.WOULD_REPLAY, 8);
        count("web/2", Outcome.WOULD_CONFLICT, 2);
        count("ios/1", Outcome.UNPROTECTED, 20);
        RolloutDescriptor rollout = describe(RiskClass.CRITICAL);
        assertThat(rollout.readyFor()).isEqualTo("observe");
        assertThat(rollout.reason())
                .isEqualTo("too many conflicts: 2 of 1980 requests with a key, fewer than 1 in 1000 should");
        assertThat(rollout.keyShare()).isEqualTo(0.99);
        assertThat(rollout.total()).isEqualTo(new RolloutFigures(2000, 1980, 8, 2, 0));
    }

    @Test
    void isReadyForRequiredWhenNinetyNinePercentCarryAKey() {
        count("web/2", Outcome.EXECUTED, 990);
        count("ios/1", Outcome.UNPROTECTED, 10);
        RolloutDescriptor rollout = describe(RiskClass.CRITICAL);
        assertThat(rollout.readyFor()).isEqualTo("required");
        assertThat(rollout.reason()).isEqualTo("too few requests with a key: 990 of 1000");
        assertThat(rollout.keyShare()).isEqualTo(0.99);
    }

    @Test
    void isReadyForStrictWhenFewerThanOneInAThousandMeetsAnotherPayload() {
        count("web/2", Outcome.EXECUTED, 2000);
        count("web/2", Outcome.REPLAYED_MISMATCH, 1);
        assertThat(describe(RiskClass.CRITICAL).readyFor()).isEqualTo("strict");
        count("web/2", Outcome.REPLAYED_MISMATCH, 2);
        assertThat(describe(RiskClass.CRITICAL).readyFor()).isEqualTo("observe");
        assertThat(describe(RiskClass.LOW).readyFor()).isEqualTo("strict");
    }

    @Test
    void isNeverReadyForLessThanThePhaseItIsIn() {
        count("web/2", Outcome.EXECUTED, 1000);
        count("web/2", Outcome.KEY_REUSED, 5);
        RolloutDescriptor strict = describe(RiskClass.CRITICAL, Rollout.STRICT);
        assertThat(strict.readyFor()).isEqualTo("strict");
        assertThat(strict.reason())
                .isEqualTo("in strict already; the figures alone would allow observe: too many conflicts: 5 of 1005"
                        + " requests with a key, fewer than 1 in 1000 should");
        assertThat(describe(RiskClass.CRITICAL, Rollout.OPTIONAL).readyFor()).isEqualTo("optional");
        assertThat(describe(RiskClass.CRITICAL, Rollout.OBSERVE).readyFor()).isEqualTo("observe");
        assertThat(describe(RiskClass.LOW, Rollout.STRICT).reason()).isEqualTo("nothing is left to wait for");
    }

    @Test
    void isNotJudgedBySyntheticTraffic() {
        count("web/2", Outcome.EXECUTED, 1000);
        count("synthetic", Outcome.KEY_REUSED, 500);
        RolloutDescriptor rollout = describe(RiskClass.CRITICAL);
        assertThat(rollout.readyFor()).isEqualTo("strict");
        assertThat(rollout.total()).isEqualTo(new RolloutFigures(1000, 1000, 0, 0, 0));
        assertThat(rollout.clients()).containsOnlyKeys("web/2");
    }

    @Test
    void waitsForNothingThatThePolicyDoesNotDemand() {
        assertThat(describe(RiskClass.LOW).readyFor()).isEqualTo("strict");
        assertThat(describe(RiskClass.MEDIUM).readyFor()).isEqualTo("required");
    }

    @Test
    void tellsTheMostFrequentClientsApartHoweverManyTheInstancesSaw() {
        for (int i = 0; i < 60; i++) {
            count("web/" + i, Outcome.EXECUTED, i < 50 ? 2 : 1);
        }
        RolloutDescriptor rollout = describe(RiskClass.CRITICAL);
        assertThat(rollout.clients())
                .hasSize(51)
                .containsEntry("other", new RolloutFigures(10, 10, 0, 0, 0))
                .containsEntry("web/0", new RolloutFigures(2, 2, 0, 0, 0));
        assertThat(rollout.total().requests()).isEqualTo(110);
    }

    private void count(String clientVersion, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            counters.onOutcome(new RequestOutcome("pay", RiskClass.CRITICAL, outcome, null, clientVersion, null));
        }
    }

    private RolloutDescriptor describe(RiskClass risk) {
        return describe(risk, Rollout.OBSERVE);
    }

    private RolloutDescriptor describe(RiskClass risk, Rollout present) {
        OperationPolicy policy =
                new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", risk, PolicyOverrides.NONE);
        return RolloutDescriptor.of(present, policy, RolloutFigures.byClient(counters.counts()));
    }
}
