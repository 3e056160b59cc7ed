package io.github.idempotency.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.ReplayCache.Lookup;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InMemoryReplayCacheTests {

    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofDays(7);

    private static final Envelope RESPONSE = response(10);

    /** Near its overflow, as {@link System#nanoTime} may be. */
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final InMemoryReplayCache cache = new InMemoryReplayCache(TIME_TO_LIVE, 100_000, time::get);

    private final RecordKey key = key();

    private static RecordKey key() {
        return new RecordKey(
                Tenant.named("acme"), "create-order", UUID.randomUUID().toString());
    }

    private static Envelope response(int bytes) {
        return new Envelope(201, List.of(new Envelope.Header("Location", "/orders/1")), new byte[bytes]);
    }

    private static StoredRecord record(RecordState state, Envelope envelope, Duration replayableFor) {
        return new StoredRecord(
                new Claim(UUID.randomUUID(), 1, UUID.randomUUID()),
                state,
                new Fingerprint(1, new byte[32]),
                true,
                false,
                false,
                replayableFor.isZero(),
                replayableFor,
                StoredRecord.FORMAT_VERSION,
                envelope);
    }

    private static StoredRecord completed(Envelope envelope) {
        return record(RecordState.COMPLETED, envelope, LONG);
    }

    private StoredRecord read(RecordKey key, StoredRecord stored) {
        cache.lookUp(key).read(stored);
        return stored;
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    @Test
    void findsWhatWasReadUntilItsTimeIsOver() {
        StoredRecord stored = read(key, completed(RESPONSE));

        assertThat(cache.lookUp(key).found()).isSameAs(stored);
        pass(TIME_TO_LIVE.minusMillis(1));
        assertThat(cache.lookUp(key).found()).isSameAs(stored);
        pass(Duration.ofMillis(1));
        assertThat(cache.lookUp(key).found()).isNull();
        assertThat(cache.hits()).isEqualTo(2);
        assertThat(cache.misses()).isEqualTo(2);
    }

    @Test
    void keepsNothingLongerThanTheStoreSaid() {
        Lookup lookup = cache.lookUp(key);
        pass(Duration.ofSeconds(1));
        lookup.read(record(RecordState.COMPLETED, RESPONSE, Duration.ofSeconds(3)));

        pass(Duration.ofMillis(1999));
        assertThat(cache.lookUp(key).found()).isNotNull();
        pass(Duration.ofMillis(1));
        assertThat(cache.lookUp(key).found()).isNull();
    }

    static Stream<StoredRecord> recordsThatMayChangeOrCannotBeReplayed() {
        return Stream.of(
                record(RecordState.IN_PROGRESS, null, LONG),
                record(RecordState.UNCERTAIN, null, LONG),
                record(RecordState.SUSPENDED, null, LONG),
                record(RecordState.COMPENSATING, null, LONG),
                record(RecordState.COMPENSATED, null, LONG),
                record(RecordState.COMPLETED, RESPONSE, Duration.ZERO),
                record(RecordState.COMPLETED, null, LONG),
                record(RecordState.COMPLETED, Envelope.notStored(201), LONG));
    }

    @ParameterizedTest
    @MethodSource("recordsThatMayChangeOrCannotBeReplayed")
    void keepsOnlyWhatWillBeReplayed(StoredRecord stored) {
        read(key, stored);

        assertThat(cache.lookUp(key).found()).isNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void tellsKeysApartByMoreThanTheirHash() {
        CachedRecord kept = new CachedRecord(key, completed(RESPONSE), 0);

        assertThat(kept.isOf(new RecordKey(key.tenant(), key.operation(), key.key())))
                .isTrue();
        assertThat(kept.isOf(new RecordKey(key.tenant(), key.operation(), "other")))
                .isFalse();
        assertThat(kept.isOf(new RecordKey(key.tenant(), "other", key.key()))).isFalse();
        assertThat(kept.isOf(new RecordKey(new Tenant(Tenant.Source.HEADER, "acme"), key.operation(), key.key())))
                .isFalse();
        assertThat(kept.toString()).doesNotContain(key.key());
    }

    @Test
    void forgetsWhatWasChanged() {
        read(key, completed(RESPONSE));
        cache.forget(key.id());

        assertThat(cache.lookUp(key).found()).isNull();
    }

    @Test
    void doesNotKeepWhatWasReadBeforeAChangeAndComesLate() {
        Lookup before = cache.lookUp(key);
        cache.forget(key.id());
        before.read(completed(RESPONSE));
        assertThat(cache.lookUp(key).found()).isNull();

        read(key, completed(RESPONSE));
        assertThat(cache.lookUp(key).found()).isNotNull();
    }

    @Test
    void isBoundedByBytes() {
        for (int i = 0; i < 200; i++) {
            read(key(), completed(response(5_000)));
            assertThat(cache.bytes()).isBetween(5_000L, 100_000L);
        }
        assertThat(cache.bytes()).isGreaterThan(80_000);
    }

    @Test
    void doesNotKeepAResponseThatIsLargerThanAll() {
        read(key, completed(response(100_000)));

        assertThat(cache.lookUp(key).found()).isNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void countsHeadersAndNames() {
        int small = new CachedRecord(key, completed(response(0)), 0).bytes();
        Envelope.Header header = new Envelope.Header("Link", "x".repeat(1_000));
        int large =
                new CachedRecord(key, completed(new Envelope(201, List.of(header, header), new byte[0])), 0).bytes();

        assertThat(large - small).isGreaterThan(2_000);
    }

    @Test
    void dropsWhatExpiredThoughNobodyAsks() {
        InMemoryReplayCache idle = new InMemoryReplayCache(Duration.ofMillis(10), 100_000);
        idle.lookUp(key).read(completed(RESPONSE));
        assertThat(idle.bytes()).isPositive();

        Awaitility.await().untilAsserted(() -> assertThat(idle.bytes()).isZero());
        idle.lookUp(key).read(completed(RESPONSE));
        Awaitility.await().untilAsserted(() -> assertThat(idle.bytes()).isZero());
    }

    @Test
    void makesRoomByWhatWasReadFirst() {
        RecordKey[] keys = new RecordKey[20];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key();
            read(keys[i], completed(response(5_000)));
        }
        assertThat(cache.lookUp(keys[0]).found()).isNull();
        assertThat(cache.lookUp(keys[keys.length - 1]).found()).isNotNull();
    }
}
