package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.ClaimAttempt.Claimed;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reconciler does while a request is on its way. */
class IdempotencyEngineTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);
    private final RecordKey key =
            new RecordKey(Tenant.anonymous(), "pay", UUID.randomUUID().toString());
    private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
    private final IdempotencyEngine engine = new IdempotencyEngine(
            store,
            null,
            new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(2), Duration.ofSeconds(1)),
            (recovered, fence) -> Optional.empty(),
            CallGuard.NONE,
            new IdempotencyListener() {});

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aRecordThatBecameUncertainMeanwhileIsNotInProgress() {
        Claim claim = ((Claimed) store.claim(new ClaimRequest(
                        key,
                        UUID.randomUUID(),
                        FINGERPRINT.fingerprint(null),
                        Duration.ofSeconds(30),
                        Duration.ofDays(1),
                        Duration.ofDays(1))))
                .claim();
        store.markApplied(claim);
        store.lapse(claim);
        Decision.Resolve resolve = (Decision.Resolve) engine.decide(policy, key, FINGERPRINT);
        store.markUncertain(claim);

        assertThat(engine.resolve(policy, key, FINGERPRINT, resolve.stored()))
                .isEqualTo(new Decision.Refuse(Outcome.OUTCOME_UNKNOWN, null));
    }
}
