package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt.Claimed;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.EngineSettings;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.FingerprintSource;
import io.github.idempotency.core.IdempotencyEngine;
import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.LiveInstances;
import io.github.idempotency.core.OperatorStore.StorageUse;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.SharedMeasurement;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.UsageStore.TenantUse;
import io.github.idempotency.core.UsageStore.Usage;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.Rollout;
import io.github.idempotency.limits.Quota;
import io.github.idempotency.limits.QuotaSettings;
import io.github.idempotency.limits.StorageQuota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What records take, and who gets no more of it. */
class StorageQuotaTests {

    private static final FingerprintSource FINGERPRINT = version -> new Fingerprint(1, new byte[32]);
    private static final Tenant ACME = Tenant.named("acme");
    private static final Tenant OTHER = Tenant.named("other");

    private static JpaTestContext context;

    private final List<BackgroundTask> tasks = new ArrayList<>();
    private final List<IdempotencyEngine> engines = new ArrayList<>();

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @BeforeEach
    void empty() {
        context.observer.execute("TRUNCATE idempotency_record, idempotency_step, idempotency_task, idempotency_usage");
    }

    @AfterEach
    void stop() {
        tasks.forEach(BackgroundTask::stop);
        engines.forEach(IdempotencyEngine::close);
    }

    private static RecordKey key(Tenant tenant, String operation) {
        return new RecordKey(tenant, operation, UUID.randomUUID().toString());
    }

    private static Claim claim(RecordKey key) {
        return ((Claimed) context.store.claim(new ClaimRequest(
                        key,
                        UUID.randomUUID(),
                        FINGERPRINT.fingerprint(null),
                        Duration.ofMinutes(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1))))
                .claim();
    }

    private static void complete(RecordKey key, int bytes) {
        context.store.complete(claim(key), new Envelope(201, List.of(), new byte[bytes]));
    }

    private static QuotaSettings settings(Duration interval, Quota perTenant, Quota perOperation) {
        return new QuotaSettings(interval, 0.8, perTenant, Map.of(), perOperation, Map.of());
    }

    private StorageQuota started(QuotaSettings settings) {
        return started(settings, () -> 1);
    }

    private StorageQuota started(QuotaSettings settings, IntSupplier instances) {
        StorageQuota quota = new StorageQuota(settings, context.store, context.store, instances);
        tasks.add(quota.task());
        tasks.get(tasks.size() - 1).start();
        return quota;
    }

    private static boolean accepts(StorageQuota quota, Tenant tenant, String operation) {
        return quota.refusal(key(tenant, operation)).isEmpty();
    }

    private IdempotencyEngine engine(StorageQuota quota) {
        IdempotencyEngine engine = new IdempotencyEngine(
                context.store,
                context.store,
                null,
                new EngineSettings(true, Rollout.STRICT, Duration.ofSeconds(20), Duration.ofSeconds(1)),
                (recovered, fence) -> Optional.empty(),
                ResponseKeeping.BY_POLICY,
                quota,
                ReplayCache.NONE,
                CallGuard.NONE,
                new IdempotencyListener() {});
        engines.add(engine);
        return engine;
    }

    @Test
    void theSummaryHasWhatTheRecordsTakeByOperationAndByTenant() {
        assertThat(context.store.readUsage()).isEmpty();
        complete(key(ACME, "pay"), 10_000);
        complete(key(ACME, "refund"), 10);
        claim(key(OTHER, "pay"));
        claim(key(new Tenant(Tenant.Source.PRINCIPAL, "acme"), "pay"));
        context.store.measureUsage();

        Usage usage = context.store.readUsage().orElseThrow();
        assertThat(usage.operations())
                .containsExactlyInAnyOrderElementsOf(context.store.measureStorage())
                .extracting(StorageUse::operation, StorageUse::state, StorageUse::records)
                .containsExactlyInAnyOrder(
                        tuple("pay", RecordState.COMPLETED, 1L),
                        tuple("pay", RecordState.IN_PROGRESS, 2L),
                        tuple("refund", RecordState.COMPLETED, 1L));
        assertThat(usage.tenants())
                .extracting(TenantUse::source, TenantUse::label, TenantUse::records)
                .containsExactlyInAnyOrder(
                        tuple(Tenant.Source.CUSTOM, "acme", 2L),
                        tuple(Tenant.Source.CUSTOM, "other", 1L),
                        tuple(Tenant.Source.PRINCIPAL, "acme", 1L));
        assertThat(usage.tenants().stream().mapToLong(TenantUse::bytes).sum())
                .isEqualTo(
                        usage.operations().stream().mapToLong(StorageUse::bytes).sum())
                .isGreaterThan(10_000);
        assertThat(usage.age()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void theLatestSummaryCounts() {
        claim(key(ACME, "pay"));
        context.store.measureUsage();
        context.observer.update("""
                INSERT INTO idempotency_usage (id, measured_at, records, bytes, tenant_source, tenant)
                VALUES (gen_random_uuid(), now() - interval '1 hour', 99, 99, 'CUSTOM', 'acme')
                """);
        assertThat(context.store.readUsage().orElseThrow().tenants())
                .extracting(TenantUse::records)
                .containsExactly(1L);

        context.observer.execute("TRUNCATE idempotency_record CASCADE");
        context.store.measureUsage();
        Usage usage = context.store.readUsage().orElseThrow();
        assertThat(usage.tenants()).isEmpty();
        assertThat(usage.operations()).isEmpty();
        assertThat(context.observer.queryForObject("SELECT count(*) FROM idempotency_usage", Integer.class))
                .isOne();
    }

    @Test
    void aTenantOrAnOperationAtItsQuotaGetsNoNewKeys() {
        for (int i = 0; i < 4; i++) {
            complete(key(ACME, "pay"), 10);
        }
        complete(key(OTHER, "export"), 50_000);
        StorageQuota quota =
                started(settings(Duration.ofHours(1), new Quota(4, Long.MAX_VALUE), new Quota(Long.MAX_VALUE, 40_000)));
        await().until(() -> quota.byOperation().size() == 2);

        assertThat(quota.refusal(key(ACME, "pay")))
                .contains(new Decision.Refuse(Outcome.QUOTA_EXCEEDED, Duration.ofHours(1)));
        assertThat(accepts(quota, ACME, "refund")).isFalse();
        assertThat(accepts(quota, OTHER, "pay")).isTrue();
        assertThat(accepts(quota, OTHER, "export")).isFalse();
        assertThat(accepts(quota, Tenant.anonymous(), "export")).isFalse();
        assertThat(quota.byOperation().get("export")).isBetween(1.2, 1.3);
        assertThat(quota.byOperation().get("pay")).isLessThan(0.1);
        assertThat(quota.highestOfTenants()).isEqualTo(1);
        assertThat(quota.tenantsFrom(0.8)).isOne();
    }

    @Test
    void aQuotaOfItsOwnWins() {
        QuotaSettings settings = new QuotaSettings(
                Duration.ofHours(1),
                0.8,
                new Quota(1, Long.MAX_VALUE),
                Map.of("acme", new Quota(3, Long.MAX_VALUE)),
                Quota.NONE,
                Map.of("export", new Quota(2, Long.MAX_VALUE)));
        StorageQuota quota = new StorageQuota(settings, context.store, context.store, () -> 1);
        for (int i = 0; i < 2; i++) {
            assertThat(accepts(quota, ACME, "export")).isTrue();
            quota.created(key(ACME, "export"));
        }
        assertThat(accepts(quota, ACME, "export")).isFalse();
        assertThat(accepts(quota, ACME, "pay")).isTrue();
    }

    @Test
    void whatWasCreatedSinceTheMeasurementCountsUntilTheNextHasSeenIt() {
        StorageQuota quota = started(settings(Duration.ofMillis(100), new Quota(5, Long.MAX_VALUE), Quota.NONE));
        for (int i = 0; i < 5; i++) {
            RecordKey key = key(ACME, "pay");
            await().until(() -> accepts(quota, ACME, "pay"));
            claim(key);
            quota.created(key);
        }
        assertThat(accepts(quota, ACME, "pay")).isFalse();
        await().until(() -> quota.highestOfTenants() == 1);

        context.observer.execute("DELETE FROM idempotency_record WHERE tenant = 'acme'");
        await().until(() -> accepts(quota, ACME, "pay"));
    }

    @Test
    void oneInstanceMeasuresForAll() {
        claim(key(ACME, "pay"));
        QuotaSettings hourly = settings(Duration.ofHours(1), new Quota(1, Long.MAX_VALUE), Quota.NONE);
        StorageQuota first = started(hourly);
        await().until(() -> first.highestOfTenants() == 1);
        claim(key(OTHER, "pay"));
        StorageQuota second = started(hourly);
        await().until(() -> second.highestOfTenants() == 1);

        assertThat(accepts(second, ACME, "pay")).isFalse();
        assertThat(accepts(second, OTHER, "pay")).isTrue();
    }

    @Test
    void fiftyThousandKeysOfOneTenantLeaveNoMoreThanItsQuota() throws Exception {
        int quotaOfRecords = 500;
        int threads = 8;
        IdempotencyEngine engine = engine(
                started(settings(Duration.ofMillis(200), new Quota(quotaOfRecords, Long.MAX_VALUE), Quota.NONE)));
        OperationPolicy policy =
                new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);
        RecordKey known = key(ACME, "pay");
        assertThat(engine.decide(policy, known, FINGERPRINT)).isInstanceOf(Decision.Run.class);
        AtomicInteger refused = new AtomicInteger();
        ExecutorService storm = Executors.newFixedThreadPool(threads);
        List<Future<?>> raging = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            raging.add(storm.submit(() -> {
                for (int i = 0; i < 50_000 / threads; i++) {
                    Decision decision = engine.decide(policy, key(ACME, "pay"), FINGERPRINT);
                    if (decision instanceof Decision.Refuse refusal && refusal.outcome() == Outcome.QUOTA_EXCEEDED) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        storm.shutdown();
        for (Future<?> future : raging) {
            future.get();
        }

        int records = context.observer.queryForObject("SELECT count(*) FROM idempotency_record", Integer.class);
        assertThat(records).isBetween(quotaOfRecords, quotaOfRecords + threads);
        assertThat(refused).hasValue(50_001 - records);
        assertThat(engine.decide(policy, known, FINGERPRINT))
                .isEqualTo(new Decision.Refuse(Outcome.IN_PROGRESS, Duration.ofSeconds(1)));
        assertThat(engine.decide(policy, key(OTHER, "pay"), FINGERPRINT)).isInstanceOf(Decision.Run.class);
    }

    @Test
    void twoInstancesTogetherLeaveNoMoreThanATenthOverTheQuota() throws Exception {
        int quotaOfRecords = 500;
        QuotaSettings settings = settings(Duration.ofHours(1), new Quota(quotaOfRecords, Long.MAX_VALUE), Quota.NONE);
        List<IdempotencyEngine> instances = instances(2, settings);
        OperationPolicy policy =
                new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);
        ExecutorService storm = Executors.newFixedThreadPool(8);
        List<Future<?>> raging = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            IdempotencyEngine engine = instances.get(thread % 2);
            raging.add(storm.submit(() -> {
                for (int i = 0; i < 1_000; i++) {
                    engine.decide(policy, key(ACME, "pay"), FINGERPRINT);
                }
            }));
        }
        storm.shutdown();
        for (Future<?> future : raging) {
            future.get();
        }
        assertThat(records()).isBetween(quotaOfRecords / 2, quotaOfRecords + quotaOfRecords / 10);
    }

    @Test
    void oneOfTwoInstancesMayUseTheWholeQuota() throws Exception {
        QuotaSettings settings = settings(Duration.ofHours(1), new Quota(40, Long.MAX_VALUE), Quota.NONE);
        IdempotencyEngine engine = instances(2, settings).get(0);
        OperationPolicy policy =
                new DefaultPolicyResolver(Map.of(), Map.of()).resolve("pay", RiskClass.HIGH, PolicyOverrides.NONE);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            engine.decide(policy, key(ACME, "pay"), FINGERPRINT);
            return records() >= 40;
        });
        for (int i = 0; i < 100; i++) {
            engine.decide(policy, key(ACME, "pay"), FINGERPRINT);
        }
        assertThat(records()).isEqualTo(40);
    }

    private List<IdempotencyEngine> instances(int number, QuotaSettings settings) {
        List<LiveInstances> live = IntStream.range(0, number)
                .mapToObj(i -> new LiveInstances(context.store))
                .toList();
        live.forEach(LiveInstances::refresh);
        live.forEach(LiveInstances::refresh);
        return live.stream()
                .map(instance -> engine(started(settings, instance)))
                .toList();
    }

    @Test
    void instancesAreCountedWhileTheyLive() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        Duration lease = Duration.ofMinutes(1);
        assertThat(context.store.joinInstances(one, lease)).isEqualTo(1);
        assertThat(context.store.joinInstances(other, lease)).isEqualTo(2);
        assertThat(context.store.joinInstances(one, lease)).isEqualTo(2);
        context.store.leaveInstances(other);
        assertThat(context.store.joinInstances(one, lease)).isEqualTo(1);
        context.observer.update("UPDATE idempotency_task SET lease_until = now() - interval '1 second'");
        assertThat(context.store.joinInstances(UUID.randomUUID(), lease)).isEqualTo(1);
        assertThat(context.store.joinInstances(one, lease)).isEqualTo(2);
        assertThat(context.observer.queryForObject("SELECT count(*) FROM idempotency_task", Integer.class))
                .as("rows, of which those of the dead are taken again")
                .isEqualTo(2);
    }

    private static int records() {
        return context.observer.queryForObject("SELECT count(*) FROM idempotency_record", Integer.class);
    }

    @Test
    void oneInstanceMeasuresForAllAndAnotherOneOnceItLeaves() {
        Duration hour = Duration.ofHours(1);
        SharedMeasurement one = new SharedMeasurement(context.store, context.store, hour, hour);
        SharedMeasurement other = new SharedMeasurement(context.store, context.store, hour, hour);
        one.measureIfDue();
        String measured = measuredAt();

        other.measureIfDue();
        assertThat(measuredAt()).isEqualTo(measured);
        assertThat(other.latest()).isPresent();

        one.release();
        other.measureIfDue();
        assertThat(measuredAt()).isNotEqualTo(measured);
    }

    private static String measuredAt() {
        return context.observer.queryForObject("SELECT max(measured_at)::text FROM idempotency_usage", String.class);
    }
}
