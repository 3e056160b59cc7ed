package io.github.idempotency.cache;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records by id, bounded by the bytes they take, the one that was read first making room. None lives longer than the same time,
 * so that this order is also about the one in which they expire.
 */
final class RecentRecords {

    private final Duration timeToLive;
    private final long maxBytes;
    private final LongSupplier nanoTime;
    private final Map<UUID, CachedRecord> records = new LinkedHashMap<>();
    private long bytes;
    private long forgotten;
    private boolean sweeps;

    RecentRecords(Duration timeToLive, long maxBytes, LongSupplier nanoTime) {
        this.timeToLive = timeToLive;
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
    }

    synchronized @Nullable CachedRecord get(UUID id) {
        return records.get(id);
    }

    /** Keeps a record unless one was forgotten since then: it may be this one, read before it was changed. */
    synchronized void put(CachedRecord record, long forgottenBefore) {
        if (forgotten != forgottenBefore) {
            return;
        }
        remove(record.key().id());
        dropExpired();
        int added = record.bytes();
        if (added > maxBytes) {
            return;
        }
        for (Iterator<CachedRecord> first = records.values().iterator(); bytes + added > maxBytes; ) {
            bytes -= first.next().bytes();
            first.remove();
        }
        records.put(record.key().id(), record);
        bytes += added;
        if (!sweeps) {
            sweeps = true;
            sweepLater();
        }
    }

    synchronized void forget(UUID id) {
        forgotten++;
        remove(id);
    }

    /** How often something was forgotten. */
    synchronized long forgotten() {
        return forgotten;
    }

    synchronized long bytes() {
        return bytes;
    }

    private void remove(UUID id) {
        CachedRecord removed = records.remove(id);
        if (removed != null) {
            bytes -= removed.bytes();
        }
    }

    private void dropExpired() {
        long now = nanoTime.getAsLong();
        Iterator<CachedRecord> first = records.values().iterator();
        while (first.hasNext()) {
            CachedRecord record = first.next();
            if (record.deadline() - now > 0) {
                return;
            }
            bytes -= record.bytes();
            first.remove();
        }
    }

    /** So that no response stays in memory because nobody asks any more. */
    private void sweepLater() {
        CompletableFuture.delayedExecutor(timeToLive.toNanos(), TimeUnit.NANOSECONDS)
                .execute(this::sweep);
    }

    private synchronized void sweep() {
        dropExpired();
        sweeps = !records.isEmpty();
        if (sweeps) {
            sweepLater();
        }
    }
}
