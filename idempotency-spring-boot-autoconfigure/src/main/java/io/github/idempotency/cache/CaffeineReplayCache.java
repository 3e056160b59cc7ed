package io.github.idempotency.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.StoredRecord;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records that were just replayed in the memory of this process, as the store hands them out: decompressed and
 * decrypted.
 */
public final class CaffeineReplayCache implements ReplayCache {

    private final Duration timeToLive;
    private final LongSupplier nanoTime;
    private final Cache<UUID, CachedRecord> records;
    private final AtomicLong forgotten = new AtomicLong();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * Creates an empty cache.
     *
     * @param timeToLive how long a record is kept since it was read from the store, more than zero
     * @param maxBytes   the most bytes that records take, keys and overhead included; a larger record is not kept
     */
    public CaffeineReplayCache(Duration timeToLive, long maxBytes) {
        this(timeToLive, maxBytes, System::nanoTime);
    }

    CaffeineReplayCache(Duration timeToLive, long maxBytes, LongSupplier nanoTime) {
        this.timeToLive = timeToLive;
        this.nanoTime = nanoTime;
        this.records = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((UUID id, CachedRecord record) -> record.bytes())
                .expireAfterWrite(timeToLive)
                .ticker(nanoTime::getAsLong)
                // In the caller's thread, so that the bound holds at once; in a pool it would wait for its turn.
                .executor(Runnable::run)
                .scheduler(Scheduler.systemScheduler())
                .build();
    }

    @Override
    public Lookup lookUp(RecordKey key) {
        long now = nanoTime.getAsLong();
        CachedRecord kept = records.getIfPresent(key.id());
        if (kept != null && kept.isOf(key) && kept.deadline() - now > 0) {
            hits.increment();
            return kept;
        }
        misses.increment();
        return new Miss(key, now, forgotten.get());
    }

    @Override
    public void forget(UUID id) {
        // First, so that a reading that is under way is not kept after the record was dropped.
        forgotten.incrementAndGet();
        records.invalidate(id);
    }

    /** How often a record was found. */
    public long hits() {
        return hits.sum();
    }

    /** How often a key was looked for in vain, new keys included. */
    public long misses() {
        return misses.sum();
    }

    /** The bytes that the records take. */
    public long bytes() {
        return records.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static boolean canBeKept(StoredRecord stored) {
        return stored.isReplayable() && !stored.replayableFor().isZero();
    }

    /** What was not found; remembers since when an answer of the store ages. */
    private final class Miss implements Lookup {

        private final RecordKey key;
        private final long asked;
        private final long forgottenBefore;

        Miss(RecordKey key, long asked, long forgottenBefore) {
            this.key = key;
            this.asked = asked;
            this.forgottenBefore = forgottenBefore;
        }

        @Override
        public @Nullable StoredRecord found() {
            return null;
        }

        @Override
        public void read(StoredRecord stored) {
            if (!canBeKept(stored)) {
                return;
            }
            Duration remaining = stored.replayableFor();
            Duration kept = remaining.compareTo(timeToLive) < 0 ? remaining : timeToLive;
            CachedRecord record = new CachedRecord(key, stored, asked + kept.toNanos());
            // Whoever forgets it from here on waits for this step to end.
            records.asMap().compute(key.id(), (id, before) -> forgotten.get() == forgottenBefore ? record : before);
        }
    }
}
