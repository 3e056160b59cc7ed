package io.github.idempotency.core;

import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read. Everything about time was decided by the store's clock when it was read.
 *
 * @param claim         the latest ownership, to be named in writes that rest on this reading
 * @param state         the state
 * @param fingerprint   fingerprint of the request that created the record
 * @param applied       whether a transaction with effects of the execution has committed
 * @param leaseLapsed   whether the lease has run out; matters for {@link RecordState#IN_PROGRESS}
 * @param expired       whether the key is past its retention
 * @param resultExpired whether the response is past its retention
 * @param replayableFor for how long, since it was read, neither the key nor a stored response passes its retention; zero if one has
 * @param formatVersion version of the record's format, see {@link #FORMAT_VERSION}
 * @param envelope      the stored response; null unless the state is {@link RecordState#COMPLETED}, and if
 *                      it cannot be read for now
 */
public record StoredRecord(
        Claim claim,
        RecordState state,
        Fingerprint fingerprint,
        boolean applied,
        boolean leaseLapsed,
        boolean expired,
        boolean resultExpired,
        Duration replayableFor,
        int formatVersion,
        @Nullable Envelope envelope) {

    /** The format of records. One of a format that is not known is never acted upon. */
    public static final int FORMAT_VERSION = 1;

    /** The same, with a response that was compressed or encrypted. */
    public static final int PACKED_FORMAT_VERSION = 2;

    /** Whether duplicates are answered with a stored response, unless their payload is another one. */
    public boolean isReplayable() {
        return state == RecordState.COMPLETED
                && isKnownFormat()
                && !expired
                && !resultExpired
                && envelope != null
                && envelope.isReplayable();
    }

    /** Whether this version of the library knows the record's format. */
    public boolean isKnownFormat() {
        return isKnownFormat(formatVersion);
    }

    /** Whether this version of the library knows a format. */
    public static boolean isKnownFormat(int formatVersion) {
        return formatVersion == FORMAT_VERSION || formatVersion == PACKED_FORMAT_VERSION;
    }
}
