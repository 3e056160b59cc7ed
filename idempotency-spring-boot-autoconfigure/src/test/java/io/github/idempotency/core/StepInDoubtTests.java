package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step that ran, and of which the store did not say that it is kept, after one that is kept. */
class StepInDoubtTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);

    private static final HandlerResult FAILED = new HandlerResult(500, true, false, false);

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE);
    private final RecordKey key =
            new RecordKey(Tenant.anonymous(), "pay", UUID.randomUUID().toString());
    private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
    private final List<String> ran = new ArrayList<>();
    private @Nullable Throwable trouble;

    private final StepStore steps = new StepStore() {

        @Override
        public boolean keepStep(Claim claim, String name, byte @Nullable [] result) {
            if (trouble instanceof RuntimeException e) {
                throw e;
            }
            return store.keepStep(claim, name, result);
        }

        @Override
        public List<StoredStep> findSteps(UUID id) {
            return store.findSteps(id);
        }

        @Override
        public boolean suspend(Claim claim) {
            return store.suspend(claim);
        }
    };

    private final StepResults results = new StepResults() {

        @Override
        public void check() {}

        @Override
        public byte[] write(@Nullable Object result) {
            if (trouble instanceof Error e) {
                throw e;
            }
            return new byte[0];
        }

        @Override
        @SuppressWarnings("NullAway")
        public <T extends @Nullable Object> T read(byte[] json, Class<T> type) {
            return null;
        }
    };

    private final IdempotencyEngine engine = new IdempotencyEngine(
            store,
            null,
            new StepKeeper(steps, results, 1_000),
            new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(2), Duration.ofSeconds(1)),
            (recovered, fence) -> Optional.empty(),
            ResponseKeeping.BY_POLICY,
            NewKeyLimit.NONE,
            ReplayCache.NONE,
            CallGuard.NONE,
            new IdempotencyListener() {});

    @AfterEach
    void close() {
        engine.close();
    }

    private void step(ActiveExecution execution, String name) {
        execution.steps().run(name, Void.class, () -> {
            ran.add(name);
            return null;
        });
    }

    private ActiveExecution claimed() {
        return ((Decision.Run) engine.decide(policy, key, FINGERPRINT)).execution();
    }

    private void runUntilStepBCannotBeKept(Throwable reason) {
        ActiveExecution execution = claimed();
        step(execution, "a");
        trouble = reason;
        assertThatThrownBy(() -> step(execution, "b")).isSameAs(reason);
        trouble = null;
        execution.settle(FAILED, () -> Envelope.notStored(500));
    }

    @Test
    void isLeftToThePolicyWhichDoesNotRunItAgain() {
        runUntilStepBCannotBeKept(
                new StoreUnavailableException("no answer", new java.util.concurrent.TimeoutException()));
        assertThat(engine.decide(policy, key, FINGERPRINT)).isInstanceOf(Decision.Resolve.class);
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void isSoAlsoIfAnErrorKeptItsResultFromBeingWritten() {
        runUntilStepBCannotBeKept(new StackOverflowError("a result that refers to itself"));
        assertThat(engine.decide(policy, key, FINGERPRINT)).isInstanceOf(Decision.Resolve.class);
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void isNoneOfTheKeptOnes() {
        ActiveExecution execution = claimed();
        step(execution, "a");
        execution.settle(FAILED, () -> Envelope.notStored(500));
        assertThat(store.find(key.id()).orElseThrow().state()).isEqualTo(RecordState.SUSPENDED);
        ActiveExecution resumed = claimed();
        step(resumed, "a");
        step(resumed, "b");
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void aResponseStoredInTheBackgroundCountsForThreadsThatGoOn() throws Exception {
        ExecutionEnd end = new ExecutionEnd();
        end.begin();
        end.end(false);
        assertThat(end.isStored()).isFalse();
        end.storedLater();
        assertThat(end.isStored()).isTrue();
        assertThat(end.awaitStored()).isTrue();
    }
}
