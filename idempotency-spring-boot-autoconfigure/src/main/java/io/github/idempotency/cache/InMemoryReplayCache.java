package io.github.idempotency.cache;

import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.StoredRecord;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records that were just replayed in the memory of this process, as the store hands them out: decompressed and
 * decrypted.
 */
public final class InMemoryReplayCache implements ReplayCache {

    private final Duration timeToLive;
    private final LongSupplier nanoTime;
    private final RecentRecords records;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * Creates an empty cache.
     *
     * @param timeToLive how long a record is kept since it was read from the store, more than zero
     * @param maxBytes   the most bytes that records take, keys and overhead included; a larger record is not kept
     */
    public InMemoryReplayCache(Duration timeToLive, long maxBytes) {
        this(timeToLive, maxBytes, System::nanoTime);
    }

    InMemoryReplayCache(Duration timeToLive, long maxBytes, LongSupplier nanoTime) {
        this.timeToLive = timeToLive;
        this.nanoTime = nanoTime;
        this.records = new RecentRecords(timeToLive, maxBytes, nanoTime);
    }

    @Override
    public Lookup lookUp(RecordKey key) {
        long now = nanoTime.getAsLong();
        CachedRecord kept = records.get(key.id());
        if (kept != null && kept.isOf(key) && kept.deadline() - now > 0) {
            hits.increment();
            return kept;
        }
        misses.increment();
        return new Miss(key, now, records.forgotten());
    }

    @Override
    public void forget(UUID id) {
        records.forget(id);
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
        return records.bytes();
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
            records.put(new CachedRecord(key, stored, asked + kept.toNanos()), forgottenBefore);
        }
    }
}
