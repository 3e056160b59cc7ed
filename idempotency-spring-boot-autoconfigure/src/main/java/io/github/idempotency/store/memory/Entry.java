package io.github.idempotency.store.memory;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.StoredStep;
import io.github.idempotency.core.fingerprint.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        @Nullable Envelope envelope,
        List<StoredStep> steps) {

    private static final Instant STRIPPED = Instant.MIN;

    Entry {
        steps = List.copyOf(steps);
    }

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
                null,
                List.of());
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
                replayableFor(now),
                StoredRecord.FORMAT_VERSION,
                envelope);
    }

    private Duration replayableFor(Instant now) {
        Instant end = resultExpiresAt == null || resultExpiresAt.isAfter(expiresAt) ? expiresAt : resultExpiresAt;
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }

    boolean isRunning() {
        return state == RecordState.IN_PROGRESS;
    }

    boolean isOpen() {
        return isRunning() || state == RecordState.UNCERTAIN;
    }

    boolean isPurgeable(Instant now) {
        return state == RecordState.COMPLETED && !expiresAt.isAfter(now);
    }

    /** When the response has to go although the key stays; never if there is no such time. */
    Instant strippableFrom() {
        return resultExpiresAt == null || resultExpiresAt.equals(STRIPPED) || !resultExpiresAt.isBefore(expiresAt)
                ? Instant.MAX
                : resultExpiresAt;
    }

    boolean isStrippable(Instant now) {
        return state == RecordState.COMPLETED && !strippableFrom().isAfter(now);
    }

    Entry stripped() {
        return new Entry(
                claim,
                operation,
                state,
                fingerprint,
                applied,
                leaseUntil,
                expiresAt,
                STRIPPED,
                envelope == null ? null : Envelope.notStored(envelope.status()),
                List.of());
    }

    Entry withClaim(Claim next) {
        return new Entry(
                next, operation, state, fingerprint, applied, leaseUntil, expiresAt, resultExpiresAt, envelope, steps);
    }

    Entry withLease(Instant until) {
        return new Entry(
                claim, operation, state, fingerprint, applied, until, expiresAt, resultExpiresAt, envelope, steps);
    }

    Entry withState(RecordState next) {
        return new Entry(
                claim, operation, next, fingerprint, applied, leaseUntil, expiresAt, resultExpiresAt, envelope, steps);
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
                stored,
                steps);
    }

    boolean isResumable() {
        return (isRunning() || state == RecordState.SUSPENDED) && !applied;
    }

    Entry withStep(StoredStep step) {
        if (steps.stream().anyMatch(earlier -> earlier.name().equals(step.name()))) {
            return this;
        }
        List<StoredStep> more = new ArrayList<>(steps);
        more.add(step);
        return new Entry(
                claim, operation, state, fingerprint, applied, leaseUntil, expiresAt, resultExpiresAt, envelope, more);
    }

    Entry asApplied() {
        return new Entry(
                claim, operation, state, fingerprint, true, leaseUntil, expiresAt, resultExpiresAt, envelope, steps);
    }
}
