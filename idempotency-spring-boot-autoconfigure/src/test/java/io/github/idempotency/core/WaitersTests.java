package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.InFlight;
import io.github.idempotency.RiskClass;
import io.github.idempotency.core.ClaimAttempt.Claimed;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Duplicates that wait for the execution in flight. */
class WaitersTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);
    private static final PolicyOverrides WAITING = new PolicyOverrides(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            InFlight.WAIT,
            Duration.ofSeconds(30),
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    private final OperationPolicy policy =
            new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, WAITING);
    private final RecordKey key =
            new RecordKey(Tenant.anonymous(), "pay", UUID.randomUUID().toString());
    private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore();
    private final AtomicInteger claims = new AtomicInteger();
    private final IdempotencyEngine engine = new IdempotencyEngine(
            store,
            null,
            new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(20), Duration.ofSeconds(1), 2),
            (recovered, fence) -> Optional.empty(),
            CallGuard.NONE,
            new IdempotencyListener() {
                @Override
                public void onStoreCall(String call, String result, Duration duration) {
                    claims.incrementAndGet();
                }
            });

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void areSoManyAtATimeAndTheRestIsRejected() {
        Claim inFlight = ((Claimed) store.claim(new ClaimRequest(
                        key,
                        UUID.randomUUID(),
                        FINGERPRINT.fingerprint(null),
                        Duration.ofMinutes(5),
                        Duration.ofDays(1),
                        Duration.ofDays(1))))
                .claim();
        List<CompletableFuture<Decision>> waiting = List.of(decideElsewhere(), decideElsewhere());
        // Both have asked the store more than once.
        await().until(() -> claims.get() >= 8);

        Decision beyond = decideElsewhere().join();

        assertThat(beyond)
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refusal -> assertThat(refusal.outcome()).isEqualTo(Outcome.IN_PROGRESS));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        store.complete(inFlight, Envelope.notStored(200));
        assertThat(waiting)
                .extracting(CompletableFuture::join)
                .allSatisfy(decision ->
                        assertThat(((Decision.Refuse) decision).outcome()).isEqualTo(Outcome.RESULT_NOT_STORED));
    }

    private CompletableFuture<Decision> decideElsewhere() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        new Thread(() -> decision.complete(engine.decide(policy, key, FINGERPRINT))).start();
        return decision;
    }
}
