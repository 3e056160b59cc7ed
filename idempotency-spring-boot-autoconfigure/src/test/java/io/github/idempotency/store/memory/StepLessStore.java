package io.github.idempotency.store.memory;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The least that a store has to be: it keeps no steps. */
final class StepLessStore implements IdempotencyStore {

    private final IdempotencyStore store;

    StepLessStore(IdempotencyStore store) {
        this.store = store;
    }

    @Override
    public ClaimAttempt claim(ClaimRequest request) {
        return store.claim(request);
    }

    @Override
    public Optional<Claim> takeOver(Claim observed, UUID newOwner, Duration lease) {
        return store.takeOver(observed, newOwner, lease);
    }

    @Override
    public boolean complete(Claim claim, Envelope envelope) {
        return store.complete(claim, envelope);
    }

    @Override
    public boolean release(Claim claim) {
        return store.release(claim);
    }

    @Override
    public boolean lapse(Claim claim) {
        return store.lapse(claim);
    }

    @Override
    public boolean markUncertain(Claim claim) {
        return store.markUncertain(claim);
    }

    @Override
    public boolean markApplied(Claim claim) {
        return store.markApplied(claim);
    }

    @Override
    public Set<UUID> renew(Collection<Claim> claims, Duration lease) {
        return store.renew(claims, lease);
    }

    @Override
    public boolean removeExpired(Claim observed) {
        return store.removeExpired(observed);
    }

    @Override
    public boolean insertCompleted(ClaimRequest request, Envelope envelope) {
        return store.insertCompleted(request, envelope);
    }

    @Override
    public Optional<StoredRecord> find(UUID id) {
        return store.find(id);
    }

    @Override
    public Purged purge(int limit, @Nullable Instant from) {
        return store.purge(limit, from);
    }

    @Override
    public Purged stripResults(int limit, @Nullable Instant from) {
        return store.stripResults(limit, from);
    }

    @Override
    public List<RecordCount> countRecords() {
        return store.countRecords();
    }
}
