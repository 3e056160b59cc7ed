package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.idempotency.core.ClaimAttempt.Claimed;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.statistics.OutcomeCount;
import io.github.idempotency.core.statistics.StorageMeasurement;
import io.github.idempotency.governance.OperationTrends.Trend;
import io.github.idempotency.governance.RolledUpTrends;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JpaStatisticsStoreTests {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration NOW = Duration.ZERO;

    private static JpaTestContext context;
    private static JpaStatisticsStore store;

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
        store = new JpaStatisticsStore(context.entityManagerFactory);
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @BeforeEach
    void empty() {
        context.observer.execute(
                "TRUNCATE idempotency_statistic, idempotency_storage, idempotency_task, idempotency_record, idempotency_step");
    }

    private static OutcomeCount executed(String clientVersion, long count) {
        return new OutcomeCount("pay", Outcome.EXECUTED, clientVersion, count);
    }

    private static void letPass(String interval) {
        context.observer.execute("UPDATE idempotency_statistic SET minute = minute - interval '" + interval + "'");
        context.observer.execute("UPDATE idempotency_storage SET day = day - interval '" + interval
                + "', measured_at = measured_at - interval '" + interval + "'");
    }

    private static long rows() {
        return context.observer.queryForObject("SELECT count(*) FROM idempotency_statistic", Long.class);
    }

    private static ClaimRequest request(String operation, Duration retention) {
        return new ClaimRequest(
                new RecordKey(Tenant.named("acme"), operation, UUID.randomUUID().toString()),
                UUID.randomUUID(),
                new Fingerprint(1, new byte[32]),
                Duration.ofMinutes(1),
                retention,
                retention);
    }

    @Test
    void addsUpWhatInstancesCountInOneStatementEach() {
        store.add(List.of(executed("web/2", 3), executed("ios/1", 1)));
        context.counter.reset();
        store.add(List.of(executed("web/2", 4), new OutcomeCount("pay", Outcome.KEY_REUSED, "web/2", 1)));
        assertThat(context.counter.statements()).hasSize(1);
        assertThat(store.sum(HOUR, NOW))
                .containsExactlyInAnyOrder(
                        executed("web/2", 7),
                        executed("ios/1", 1),
                        new OutcomeCount("pay", Outcome.KEY_REUSED, "web/2", 1));
    }

    @Test
    void losesNothingWhenInstancesAddTheSameCountsAtOnceInOtherOrders() throws Exception {
        ExecutorService instances = Executors.newFixedThreadPool(4);
        try {
            List<? extends Future<?>> additions = IntStream.range(0, 100)
                    .mapToObj(i -> instances.submit(() -> store.add(
                            i % 2 == 0
                                    ? List.of(executed("a", 1), executed("b", 1), executed("c", 1))
                                    : List.of(executed("c", 1), executed("b", 1), executed("a", 1)))))
                    .toList();
            for (Future<?> addition : additions) {
                addition.get();
            }
        } finally {
            instances.shutdownNow();
        }
        assertThat(store.sum(HOUR, NOW))
                .containsExactlyInAnyOrder(executed("a", 100), executed("b", 100), executed("c", 100));
    }

    @Test
    void sumsUpTheWindowOnly() {
        store.add(List.of(executed("web/2", 1)));
        letPass("50 minutes");
        store.add(List.of(executed("web/2", 10)));
        letPass("5 minutes");
        assertThat(store.sum(HOUR, NOW)).containsExactly(executed("web/2", 11));
        assertThat(store.sum(Duration.ofMinutes(30), NOW)).containsExactly(executed("web/2", 10));
        assertThat(store.sum(HOUR, Duration.ofMinutes(30))).containsExactly(executed("web/2", 1));
        assertThat(store.sum(Duration.ofMinutes(3), NOW)).isEmpty();
    }

    @Test
    void ignoresOutcomesOfANewerVersion() {
        store.add(List.of(executed("web/2", 1)));
        context.observer.execute(
                "INSERT INTO idempotency_statistic VALUES (now(), 5, 'web/2', 'pay', 'not-invented-yet')");
        assertThat(store.sum(HOUR, NOW)).containsExactly(executed("web/2", 1));
    }

    @Test
    void mergesOldMinutesIntoTheirHourAndKeepsTheSum() {
        for (int minute = 0; minute < 60; minute++) {
            context.observer.execute("""
                    INSERT INTO idempotency_statistic
                    SELECT date_trunc('hour', now(), 'UTC') + %d * interval '1 minute', 1, 'web/2', 'pay', 'executed'
                    """.formatted(minute));
        }
        assertThat(store.condense(100)).isFalse();
        letPass("3 days");
        assertThat(store.condense(10)).isTrue();
        assertThat(rows()).isEqualTo(50);
        while (store.condense(10)) {}
        assertThat(rows()).isEqualTo(1);
        assertThat(store.sum(Duration.ofDays(4), NOW)).containsExactly(executed("web/2", 60));
    }

    @Test
    void removesWhatIsPastItsRetentionInBatches() {
        store.add(List.of(executed("a", 1), executed("b", 1), executed("c", 1)));
        context.store.claim(request("pay", Duration.ofDays(1)));
        store.measureStorage();
        letPass("8 days");
        store.add(List.of(executed("a", 1)));
        store.measureStorage();
        assertThat(store.purge(Duration.ofDays(9), 2)).isFalse();
        assertThat(rows()).isEqualTo(4);
        assertThat(store.purge(Duration.ofDays(7), 2)).isTrue();
        assertThat(store.purge(Duration.ofDays(7), 2)).isFalse();
        assertThat(store.sum(Duration.ofDays(30), NOW)).containsExactly(executed("a", 1));
        assertThat(store.storage(Duration.ofDays(30))).hasSize(1);
    }

    @Test
    void keepsTheLastMeasurementOfADay() {
        ClaimRequest request = request("pay", Duration.ofDays(1));
        var claim = ((Claimed) context.store.claim(request)).claim();
        store.measureStorage();
        StorageMeasurement before = store.storage(HOUR).get(0);
        assertThat(before.records()).isEqualTo(1);
        assertThat(before.bytes())
                .isEqualTo(context.store.measureStorage().get(0).bytes());
        context.store.complete(claim, new Envelope(201, List.of(), new byte[500]));
        store.measureStorage();
        List<StorageMeasurement> today = store.storage(HOUR);
        assertThat(today).hasSize(1);
        assertThat(today.get(0).bytes()).isBetween(before.bytes() + 500, before.bytes() + 550);
        assertThat(today.get(0).measuredAt()).isAfter(before.measuredAt());
    }

    @Test
    void findsTheOldestExecutionUnderWayOfEachOperation() {
        Duration week = Duration.ofDays(7);
        Duration day = Duration.ofDays(1);
        context.store.claim(request("pay", week));
        var done = ((Claimed) context.store.claim(request("pay", week))).claim();
        context.store.complete(done, new Envelope(201, List.of(), new byte[0]));
        context.store.claim(request("prefer", day));
        context.observer.execute(
                "UPDATE idempotency_record SET created_at = created_at - interval '20 seconds', expires_at = expires_at - interval '20 seconds' WHERE operation = 'pay'");
        context.store.claim(request("pay", week));
        Map<String, Duration> oldest = store.oldestInFlight(List.of(week, day, week));
        assertThat(oldest).containsOnlyKeys("pay", "prefer");
        assertThat(oldest.get("pay")).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(50));
        assertThat(oldest.get("prefer")).isLessThan(Duration.ofSeconds(20));
        assertThat(store.oldestInFlight(List.of())).isEmpty();
    }

    @Test
    void saysThatTheDatabaseIsAway() {
        JpaTestContext gone = new JpaTestContext();
        JpaStatisticsStore away = new JpaStatisticsStore(gone.entityManagerFactory);
        gone.pool.close();
        try {
            assertThatThrownBy(() -> away.add(List.of(executed("web/2", 1))))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> away.sum(HOUR, NOW)).isInstanceOf(StoreUnavailableException.class);
        } finally {
            gone.close();
        }
    }

    @Test
    void givesTheTrendsOfAReview() {
        RolledUpTrends trends = new RolledUpTrends(store, Duration.ofDays(90));
        store.add(List.of(executed("web/2", 40), new OutcomeCount("pay", Outcome.KEY_REUSED, "web/2", 10)));
        letPass("60 days");
        store.add(List.of(executed("web/2", 98), new OutcomeCount("pay", Outcome.KEY_REUSED, "ios/1", 2)));
        context.store.claim(request("pay", Duration.ofDays(1)));
        store.measureStorage();
        long earlier = store.storage(HOUR).get(0).bytes();
        letPass("10 days");
        context.store.claim(request("pay", Duration.ofDays(1)));
        store.measureStorage();
        assertThat(trends.of("pay"))
                .hasValue(new Trend(
                        "45 days", 100, 2, 50, 10, store.storage(HOUR).get(0).bytes(), earlier));
        assertThat(trends.of("prefer")).isEmpty();
    }
}
