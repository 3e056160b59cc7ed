package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a limit on new keys does to requests that need one, and to those that do not. */
class NewKeyLimitTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);
    private static final FingerprintSource OTHER = version -> new Fingerprint(1, new byte[] {1});
    private static final Decision.Refuse REFUSAL = new Decision.Refuse(Outcome.RATE_LIMITED, Duration.ofSeconds(7));

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);
    private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
    private final List<RecordKey> charged = new ArrayList<>();
    private final List<IdempotencyEngine> engines = new ArrayList<>();
    private boolean exhausted;

    private final NewKeyLimit limit = new NewKeyLimit() {
        @Override
        public Optional<Decision.Refuse> refusal(RecordKey key) {
            return exhausted ? Optional.of(REFUSAL) : Optional.empty();
        }

        @Override
        public void created(RecordKey key) {
            charged.add(key);
        }
    };

    private IdempotencyEngine engine(Rollout rollout, NewKeyLimit limit) {
        IdempotencyEngine engine = new IdempotencyEngine(
                store,
                null,
                null,
                new EngineSettings(true, rollout, Duration.ofSeconds(2), Duration.ofSeconds(1)),
                (recovered, fence) -> Optional.empty(),
                ResponseKeeping.BY_POLICY,
                limit,
                ReplayCache.NONE,
                CallGuard.NONE,
                new IdempotencyListener() {});
        engines.add(engine);
        return engine;
    }

    private final IdempotencyEngine engine = engine(Rollout.STRICT, limit);

    @AfterEach
    void close() {
        engines.forEach(IdempotencyEngine::close);
    }

    private static RecordKey key() {
        return new RecordKey(Tenant.anonymous(), "pay", UUID.randomUUID().toString());
    }

    private Claim claimed(RecordKey key) {
        assertThat(engine.decide(policy, key, FINGERPRINT)).isInstanceOf(Decision.Run.class);
        return store.find(key.id()).orElseThrow().claim();
    }

    @Test
    void onlyARecordThatWasCreatedIsChargedFor() {
        RecordKey key = key();
        Claim claim = claimed(key);
        engine.decide(policy, key, FINGERPRINT);
        store.complete(claim, new Envelope(201, List.of(), new byte[0]));
        engine.decide(policy, key, FINGERPRINT);
        engine.decide(policy, key, OTHER);

        assertThat(charged).containsExactly(key);
    }

    @Test
    void aNewKeyOverTheLimitIsRefusedAndLeavesNothingBehind() {
        exhausted = true;
        RecordKey key = key();

        assertThat(engine.decide(policy, key, FINGERPRINT)).isEqualTo(REFUSAL);
        assertThat(store.find(key.id())).isEmpty();
        assertThat(charged).isEmpty();
    }

    @Test
    void overTheLimitWhatHasARecordIsAnsweredAsEver() {
        RecordKey running = key();
        claimed(running);
        RecordKey completed = key();
        store.complete(claimed(completed), new Envelope(201, List.of(), new byte[0]));
        RecordKey abandoned = key();
        store.lapse(claimed(abandoned));
        exhausted = true;
        charged.clear();

        assertThat(engine.decide(policy, running, FINGERPRINT))
                .isEqualTo(new Decision.Refuse(Outcome.IN_PROGRESS, Duration.ofSeconds(1)));
        assertThat(engine.decide(policy, completed, FINGERPRINT)).isInstanceOf(Decision.Replay.class);
        assertThat(engine.decide(policy, completed, OTHER)).isEqualTo(new Decision.Refuse(Outcome.KEY_REUSED, null));
        assertThat(engine.decide(policy, abandoned, FINGERPRINT)).isInstanceOf(Decision.Run.class);
        assertThat(charged).isEmpty();
    }

    @Test
    void whileOnlyObservedARequestOverTheLimitRunsWithoutARecord() {
        exhausted = true;
        RecordKey key = key();
        Decision decision = engine(Rollout.OBSERVE, limit).decide(policy, key, FINGERPRINT);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Run.class,
                        run -> assertThat(run.execution().outcome()).isEqualTo(Outcome.UNPROTECTED));
        assertThat(store.find(key.id())).isEmpty();
    }

    @Test
    void aLimitThatFailsLimitsNothing() {
        NewKeyLimit failing = new NewKeyLimit() {
            @Override
            public Optional<Decision.Refuse> refusal(RecordKey key) {
                throw new IllegalStateException("away");
            }

            @Override
            public void created(RecordKey key) {
                throw new IllegalStateException("away");
            }
        };
        IdempotencyEngine limited = engine(Rollout.STRICT, new CompositeLimit(List.of(failing, limit)));

        assertThat(limited.decide(policy, key(), FINGERPRINT)).isInstanceOf(Decision.Run.class);
        assertThat(charged).hasSize(1);
        exhausted = true;
        assertThat(limited.decide(policy, key(), FINGERPRINT)).isEqualTo(REFUSAL);
    }
}
