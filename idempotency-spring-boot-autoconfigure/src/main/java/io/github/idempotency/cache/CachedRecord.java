package io.github.idempotency.cache;

import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.ReplayCache.Lookup;
import io.github.idempotency.core.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that is kept.
 *
 * @param key      what it was read for
 * @param stored   the record as it was read
 * @param deadline the time, as {@link System#nanoTime} counts it, from which on it is not to be used
 */
record CachedRecord(RecordKey key, StoredRecord stored, long deadline) implements Lookup {

    /** A little more than the objects of a record without headers, and the entry of the map, take. */
    private static final int OVERHEAD = 700;

    private static final int HEADER_OVERHEAD = 150;

    /** The id is a hash: it alone shall not decide whose response this is. */
    boolean isOf(RecordKey other) {
        return key.key().equals(other.key())
                && key.operation().equals(other.operation())
                && key.tenant().equals(other.tenant());
    }

    int bytes() {
        Envelope envelope = stored.envelope();
        long bytes = OVERHEAD
                + text(key.key())
                + text(key.operation())
                + text(key.tenant().name());
        if (envelope != null) {
            byte[] body = envelope.body();
            bytes += body == null ? 0 : body.length;
            for (Envelope.Header header : envelope.headers()) {
                bytes += HEADER_OVERHEAD + text(header.name()) + text(header.value());
            }
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static long text(String text) {
        return 2L * text.length();
    }

    @Override
    public @Nullable StoredRecord found() {
        return stored;
    }

    @Override
    public void read(StoredRecord newer) {}

    /** Without the key, so that it reaches no log by accident. */
    @Override
    public String toString() {
        return key.toString();
    }
}
