package io.github.idempotency.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.Decision.Refuse;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.PolicyOverrides;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyRateLimitTests {

    private static final Tenant ACME = Tenant.named("acme");

    /** Near its overflow, as {@link System#nanoTime} may be. */
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000);

    private int instances = 1;

    private static OperationCatalog catalog() {
        return () -> List.of(operation("pay", RiskClass.CRITICAL), operation("order", RiskClass.HIGH));
    }

    private static Operation operation(String name, RiskClass risk) {
        return new Operation(
                name, risk, new DefaultPolicyResolver(Map.of(), Map.of()).resolve(name, risk, PolicyOverrides.NONE));
    }

    private KeyRateLimit limit(KeyRates rates, int maxBuckets) {
        return new KeyRateLimit(rates, KeyRateLimitTests::catalog, maxBuckets, () -> instances, time::get);
    }

    private KeyRateLimit perSecond(long keys, long burst) {
        return limit(new KeyRates(new KeyRate(keys, Duration.ofSeconds(1), burst), Map.of(), Map.of()), 100);
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private static RecordKey key(Tenant tenant, String operation) {
        return new RecordKey(tenant, operation, UUID.randomUUID().toString());
    }

    private static int granted(KeyRateLimit limit, Tenant tenant, String operation, int attempts) {
        int granted = 0;
        for (int i = 0; i < attempts; i++) {
            RecordKey key = key(tenant, operation);
            if (limit.refusal(key).isEmpty()) {
                limit.created(key);
                granted++;
            }
        }
        return granted;
    }

    @Test
    void grantsTheBurstAndThenTheRate() {
        KeyRateLimit limit = perSecond(10, 25);
        assertThat(granted(limit, ACME, "pay", 100)).isEqualTo(25);
        pass(Duration.ofSeconds(1));
        assertThat(granted(limit, ACME, "pay", 100)).isEqualTo(10);
        pass(Duration.ofHours(1));
        assertThat(granted(limit, ACME, "pay", 100)).isEqualTo(25);
    }

    @Test
    void grantsTheRateTogetherWithOtherInstances() {
        instances = 2;
        KeyRateLimit one = perSecond(10, 26);
        KeyRateLimit other = perSecond(10, 26);
        assertThat(granted(one, ACME, "pay", 100) + granted(other, ACME, "pay", 100))
                .isEqualTo(26);
        pass(Duration.ofSeconds(10));
        assertThat(granted(one, ACME, "pay", 100) + granted(other, ACME, "pay", 100))
                .isEqualTo(26);
        pass(Duration.ofSeconds(1));
        assertThat(granted(one, ACME, "pay", 100) + granted(other, ACME, "pay", 100))
                .isEqualTo(10);
        instances = 1;
        pass(Duration.ofSeconds(10));
        assertThat(granted(one, ACME, "pay", 100)).isEqualTo(26);
    }

    @Test
    void saysWhenTheNextKeyIsGranted() {
        KeyRateLimit limit = perSecond(4, 1);
        granted(limit, ACME, "pay", 1);
        assertThat(limit.refusal(key(ACME, "pay"))).contains(new Refuse(Outcome.RATE_LIMITED, Duration.ofMillis(250)));
    }

    @Test
    void takesNothingForWhatWasNotCreated() {
        KeyRateLimit limit = perSecond(1, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.refusal(key(ACME, "pay"))).isEmpty();
        }
    }

    @Test
    void hasThePaceHeldInTheLongRunThoughManyPassAtOnce() {
        KeyRateLimit limit = perSecond(10, 1);
        for (int i = 0; i < 31; i++) {
            limit.created(key(ACME, "pay"));
        }
        assertThat(limit.refusal(key(ACME, "pay"))).map(Refuse::retryAfter).contains(Duration.ofMillis(3_100));
        pass(Duration.ofMillis(3_100));
        assertThat(granted(limit, ACME, "pay", 10)).isOne();
    }

    @Test
    void keepsTenantsApartAlsoOfTheSameName() {
        KeyRateLimit limit = perSecond(1, 5);
        assertThat(granted(limit, ACME, "pay", 10)).isEqualTo(5);
        assertThat(granted(limit, new Tenant(Tenant.Source.PRINCIPAL, "acme"), "pay", 10))
                .isEqualTo(5);
        assertThat(granted(limit, Tenant.anonymous(), "pay", 10)).isEqualTo(5);
        assertThat(granted(limit, ACME, "order", 10)).isZero();
    }

    @Test
    void countsTheRateOfTheOperationElseOfItsRiskClassElseTheCommonOne() {
        KeyRateLimit limit = limit(
                new KeyRates(
                        new KeyRate(1, Duration.ofSeconds(1), 2),
                        Map.of(RiskClass.CRITICAL, new KeyRate(1, Duration.ofSeconds(1), 4)),
                        Map.of("order", new KeyRate(1, Duration.ofSeconds(1), 8))),
                100);
        assertThat(granted(limit, ACME, "order", 20)).isEqualTo(8);
        assertThat(granted(limit, ACME, "pay", 20)).isEqualTo(4);
        assertThat(granted(limit, ACME, "unheard-of", 20)).isEqualTo(2);
    }

    @Test
    void keepsABoundedNumberOfBuckets() {
        KeyRateLimit limit = limit(new KeyRates(new KeyRate(1, Duration.ofDays(1), 1), Map.of(), Map.of()), 50);
        for (int i = 0; i < 10_000; i++) {
            granted(limit, Tenant.named("t" + i), "pay", 1);
        }
        assertThat(limit.buckets()).isEqualTo(50);
    }

    @Test
    void makesRoomByTheBucketThatWasNotUsedForLongest() {
        KeyRateLimit limit = limit(new KeyRates(new KeyRate(1, Duration.ofDays(1), 1), Map.of(), Map.of()), 2);
        granted(limit, ACME, "pay", 1);
        granted(limit, Tenant.named("idle"), "pay", 1);
        assertThat(granted(limit, ACME, "pay", 1)).isZero();
        granted(limit, Tenant.named("new"), "pay", 1);
        assertThat(granted(limit, ACME, "pay", 1)).isZero();
        assertThat(granted(limit, Tenant.named("idle"), "pay", 1)).isOne();
    }

    @Test
    void grantsWhatTheRateDoesNotDivideEvenly() {
        KeyRateLimit limit = perSecond(3, 3);
        assertThat(granted(limit, ACME, "pay", 10)).isEqualTo(3);
        for (int i = 0; i < 30; i++) {
            limit.refusal(key(ACME, "pay")).ifPresent(refuse -> pass(refuse.retryAfter()));
            assertThat(granted(limit, ACME, "pay", 10)).isOne();
        }
    }

    @Test
    void chargesEachOfManyThreadsOnce() throws Exception {
        KeyRateLimit limit = perSecond(1, 1_000);
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int j = 0; j < 250; j++) {
                    limit.created(key(ACME, "pay"));
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(limit.refusal(key(ACME, "pay"))).map(Refuse::retryAfter).contains(Duration.ofSeconds(1));
    }
}
