package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claims that were granted though their request was told that the store is unavailable. */
class OrphanedClaimsTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.CRITICAL, PolicyOverrides.NONE);
    private final RecordKey key =
            new RecordKey(Tenant.anonymous(), "pay", UUID.randomUUID().toString());
    private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
    private final IdempotencyEngine engine = new IdempotencyEngine(
            troubled(),
            null,
            new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(20), Duration.ofSeconds(1)),
            (recovered, fence) -> Optional.empty(),
            CallGuard.NONE,
            new IdempotencyListener() {});

    /** What happens in place of a call to the store. */
    private interface Trouble {
        Object call(Callable<Object> call) throws Exception;
    }

    private IdempotencyStore troubled() {
        return (IdempotencyStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IdempotencyStore.class}, (proxy, method, arguments) -> {
                    Callable<Object> call = () -> {
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw new IllegalStateException(e);
                        }
                    };
                    return troubles.getOrDefault(method.getName(), Callable::call)
                            .call(call);
                });
    }

    private static StoreUnavailableException away() {
        return new StoreUnavailableException("The connection was cut", null);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Decision decide() {
        return engine.decide(policy, key, FINGERPRINT);
    }

    private void assertUnavailable(Decision decision) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.outcome()).isEqualTo(Outcome.STORE_UNAVAILABLE));
    }

    @Test
    void aClaimWhoseAnswersWereLostIsReleased() {
        troubles.put("claim", call -> {
            call.call();
            throw away();
        });
        assertUnavailable(decide());
        troubles.clear();

        await().until(() -> store.find(key.id()).isEmpty());
        assertThat(decide()).isInstanceOf(Decision.Run.class);
    }

    @Test
    void aClaimThatIsCommittedAfterALookIsReleasedByTheNext() {
        AtomicReference<Callable<Object>> late = new AtomicReference<>();
        troubles.put("claim", call -> {
            late.set(call);
            throw away();
        });
        AtomicBoolean looked = new AtomicBoolean();
        troubles.put("release", call -> {
            Object released = call.call();
            if (!looked.getAndSet(true)) {
                late.get().call();
                assertThat(store.find(key.id())).isPresent();
            }
            return released;
        });
        assertUnavailable(decide());

        await().until(() -> looked.get() && store.find(key.id()).isEmpty());
    }

    @Test
    void aClaimIsReleasedOnceTheStoreAnswersAgain() throws Exception {
        troubles.put("claim", call -> {
            call.call();
            throw away();
        });
        CountDownLatch refused = new CountDownLatch(1);
        troubles.put("release", call -> {
            refused.countDown();
            throw away();
        });
        assertUnavailable(decide());
        assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(store.find(key.id())).isPresent();
        troubles.clear();

        await().until(() -> store.find(key.id()).isEmpty());
    }

    @Test
    void aClaimThatSucceededAtTheSecondAttemptIsKept() {
        AtomicBoolean lost = new AtomicBoolean(true);
        troubles.put("claim", call -> {
            Object answer = call.call();
            if (lost.getAndSet(false)) {
                throw away();
            }
            return answer;
        });
        assertThat(decide()).isInstanceOf(Decision.Run.class);
        assertThat(store.find(key.id())).isPresent();
    }

    @Test
    void aClaimThatCannotBeConfirmedIsReleased() {
        AtomicBoolean lost = new AtomicBoolean(true);
        troubles.put("claim", call -> {
            Object answer = call.call();
            if (lost.getAndSet(false)) {
                throw away();
            }
            return answer;
        });
        troubles.put("confirm", call -> {
            throw away();
        });
        assertUnavailable(decide());

        await().until(() -> store.find(key.id()).isEmpty());
    }

    @Test
    void aTakeoverWhoseAnswerWasLostLeavesTheRecordAsItWas() {
        OperationPolicy retried =
                new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);
        ActiveExecution abandoned = ((Decision.Run) engine.decide(retried, key, FINGERPRINT)).execution();
        abandoned.stopRenewing();
        store.lapse(store.find(key.id()).orElseThrow().claim());
        troubles.put("takeOver", call -> {
            call.call();
            throw away();
        });
        assertUnavailable(engine.decide(retried, key, FINGERPRINT));
        troubles.clear();

        await().until(() -> store.find(key.id()).orElseThrow().leaseLapsed());
        assertThat(store.find(key.id()).orElseThrow().claim().fence()).isEqualTo(2);
    }
}
