package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.ActiveExecution.Settled;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What executions leave behind while the store, or what the application gave, is in trouble. */
class LeasedExecutionTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);
    private static final HandlerResult DONE = new HandlerResult(201, true, false, false);
    private static final HandlerResult FAILED = new HandlerResult(500, true, false, false);

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE);
    private final RecordKey key =
            new RecordKey(Tenant.anonymous(), "pay", UUID.randomUUID().toString());
    private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
    private final List<String> ran = new ArrayList<>();
    private @Nullable Error unwritable;
    private final IdempotencyEngine engine = engine();

    /** What happens in place of a call to the store. */
    private interface Trouble {
        Object call(Callable<Object> call) throws Exception;
    }

    private IdempotencyEngine engine() {
        Object troubled = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {IdempotencyStore.class, StepStore.class},
                (proxy, method, arguments) -> {
                    Trouble trouble = troubles.getOrDefault(method.getName(), Callable::call);
                    try {
                        return trouble.call(() -> method.invoke(store, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        StepResults results = new StepResults() {
            @Override
            public void check() {}

            @Override
            public byte[] write(@Nullable Object result) {
                if (unwritable != null) {
                    throw unwritable;
                }
                return String.valueOf(result).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public <T extends @Nullable Object> T read(byte[] json, Class<T> type) {
                return type.cast(new String(json, StandardCharsets.UTF_8));
            }
        };
        return new IdempotencyEngine(
                (IdempotencyStore) troubled,
                null,
                new StepKeeper((StepStore) troubled, results, 1_000),
                new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                (recovered, fence) -> Optional.empty(),
                ResponseKeeping.BY_POLICY,
                NewKeyLimit.NONE,
                ReplayCache.NONE,
                CallGuard.NONE,
                new IdempotencyListener() {});
    }

    @AfterEach
    void close() {
        ClaimScope.adopt(null);
        engine.close();
    }

    private Decision decide() {
        return engine.decide(policy, key, FINGERPRINT);
    }

    private ActiveExecution run() {
        return ((Decision.Run) decide()).execution();
    }

    private void step(ActiveExecution execution, String name) {
        execution.steps().run(name, String.class, () -> {
            ran.add(name);
            return name;
        });
    }

    private StoredRecord stored() {
        return store.find(key.id()).orElseThrow();
    }

    private static Envelope response() {
        return new Envelope(201, List.of(), new byte[] {1});
    }

    private static StoreUnavailableException away() {
        return new StoreUnavailableException("away", new TimeoutException());
    }

    @Test
    void aStepInDoubtAfterAFinishedOneIsLeftToThePolicyAsAfterACrash() {
        ActiveExecution execution = run();
        step(execution, "a");
        troubles.put("keepStep", call -> {
            throw away();
        });
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> step(execution, "b"));
        assertThat(execution.settle(FAILED, LeasedExecutionTests::response)).isEqualTo(Settled.NOT_STORED);

        assertThat(stored().state()).isEqualTo(RecordState.IN_PROGRESS);
        assertThat(decide()).isInstanceOf(Decision.Resolve.class);
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void anErrorWhileAResultIsWrittenDoesNotHaveItsStepRunAgain() {
        ActiveExecution execution = run();
        unwritable = new StackOverflowError();
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> step(execution, "a"));
        execution.settle(FAILED, LeasedExecutionTests::response);

        assertThat(decide()).isInstanceOf(Decision.Resolve.class);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aStepThatIsKeptInTheEndIsInDoubtNoLonger() {
        ActiveExecution execution = run();
        unwritable = new StackOverflowError();
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> step(execution, "a"));
        unwritable = null;
        step(execution, "a");
        execution.settle(FAILED, LeasedExecutionTests::response);

        assertThat(stored().state()).isEqualTo(RecordState.SUSPENDED);
    }

    @Test
    void aTakeoverThatAnswersTooLateLeavesTheRecordSuspended() throws InterruptedException {
        ActiveExecution execution = run();
        step(execution, "a");
        execution.settle(FAILED, LeasedExecutionTests::response);
        CountDownLatch refused = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        troubles.put("takeOver", call -> {
            Object claim = call.call();
            taken.countDown();
            refused.await(20, TimeUnit.SECONDS);
            return claim;
        });
        assertThat(decide()).isInstanceOf(Decision.Refuse.class);
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
        troubles.clear();
        refused.countDown();

        await().until(() -> stored().leaseLapsed());
        assertThat(stored().state()).isEqualTo(RecordState.SUSPENDED);
        assertThat(decide()).isInstanceOf(Decision.Run.class);
    }

    @Test
    void aResponseThatIsStoredInTheBackgroundIsStoredForThreadsThatStillWork() {
        AtomicBoolean away = new AtomicBoolean(true);
        troubles.put("complete", call -> {
            if (away.getAndSet(false)) {
                throw away();
            }
            return call.call();
        });
        ActiveExecution execution = run();
        execution.enter();
        assertThat(execution.settle(DONE, LeasedExecutionTests::response)).isEqualTo(Settled.STORE_FAILED);

        await().until(() -> stored().state() == RecordState.COMPLETED);
        assertThat(ClaimScope.isResponseStored()).isTrue();
        assertThat(ClaimScope.current()).isNull();
    }

    @Test
    void aResponseWhoseStoringWasNotAnsweredIsWaitedFor() {
        AtomicBoolean lost = new AtomicBoolean(true);
        troubles.put("complete", call -> {
            Object answer = call.call();
            if (lost.getAndSet(false)) {
                throw away();
            }
            return answer;
        });
        ActiveExecution execution = run();
        execution.enter();
        assertThat(execution.settle(DONE, LeasedExecutionTests::response)).isEqualTo(Settled.STORE_FAILED);

        assertThat(ClaimScope.isResponseStored()).isTrue();
    }

    @Test
    void aResponseThatComesTooLateInTheBackgroundIsNotStored() {
        AtomicBoolean away = new AtomicBoolean(true);
        troubles.put("complete", call -> {
            if (away.get()) {
                throw away();
            }
            return call.call();
        });
        ActiveExecution execution = run();
        execution.enter();
        execution.settle(DONE, LeasedExecutionTests::response);
        store.markUncertain(stored().claim());
        Claim claim = stored().claim();
        store.complete(claim, Envelope.notStored(500));
        away.set(false);

        assertThat(ClaimScope.isResponseStored()).isFalse();
        assertThat(ClaimScope.current()).isEqualTo(claim);
    }
}
