package io.github.idempotency.store.memory;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record in memory. */
record Entry(
        Claim claim,
        String operation,
        RecordState state,
        Fingerprint fingerprint,
        boolean applied,
        Instant leaseUntil,
        Instant expiresAt,
        @Nullable Instant resultExpiresAt,
        @Nullable Envelope envelope) {

    static Entry claimed(ClaimRequest request, Instant now) {
        return new Entry(
                new Claim(request.key().id(), 1, request.owner()),
                request.key().operation(),
                RecordState.IN_PROGRESS,
                request.fingerprint(),
                false,
                now.plus(request.lease()),
                now.plus(request.retention()),
                request.resultRetention().isZero() ? null : now.plus(request.resultRetention()),
                null);
    }

    StoredRecord read(Instant now) {
        return new StoredRecord(
                claim,
                state,
                fingerprint,
                applied,
                !leaseUntil.isAfter(now),
                !expiresAt.isAfter(now),
                resultExpiresAt != null && !resultExpiresAt.isAfter(now),
                StoredRecord.FORMAT_VERSION,
                envelope);
    }

    boolean isRunning() {
        return state == RecordState.IN_PROGRESS;
    }

    boolean isOpen() {
        return state != RecordState.COMPLETED;
    }

    boolean isPurgeable(Instant now) {
        return state == RecordState.COMPLETED && !expiresAt.isAfter(now);
    }

    Entry withClaim(Claim next) {
        return new Entry(
                next, operation, state, fingerprint, applied, leaseUntil, expiresAt, resultExpiresAt, envelope);
    }

    Entry withLease(Instant until) {
        return new Entry(claim, operation, state, fingerprint, applied, until, expiresAt, resultExpiresAt, envelope);
    }

    Entry withState(RecordState next) {
        return new Entry(
                claim, operation, next, fingerprint, applied, leaseUntil, expiresAt, resultExpiresAt, envelope);
    }

    Entry withEnvelope(Envelope stored) {
        return new Entry(
                claim,
                operation,
                RecordState.COMPLETED,
                fingerprint,
                applied,
                leaseUntil,
                expiresAt,
                resultExpiresAt,
                stored);
    }

    Entry asApplied() {
        return new Entry(claim, operation, state, fingerprint, true, leaseUntil, expiresAt, resultExpiresAt, envelope);
    }
}
