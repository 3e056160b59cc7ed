package io.github.idempotency.store.memory;

import io.github.idempotency.core.Claim;
import io.github.idempotency.core.ClaimAttempt;
import io.github.idempotency.core.ClaimRequest;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.StepStore;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.StoredStep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records in the memory of one process: for tests. Records do not outlive the process, are not shared with other
 * instances, and know nothing of transactions; {@link #markApplied} takes effect at once.
 */
public final class InMemoryIdempotencyStore implements IdempotencyStore, StepStore {

    private final ConcurrentMap<UUID, Entry> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** Creates a store that uses the system's clock. */
    public InMemoryIdempotencyStore() {
        this(InstantSource.system());
    }

    /** Creates a store with a clock of its own. */
    public InMemoryIdempotencyStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ClaimAttempt claim(ClaimRequest request) {
        Entry created = Entry.claimed(request, clock.instant());
        Entry existing = entries.putIfAbsent(created.claim().id(), created);
        return existing == null
                ? new ClaimAttempt.Claimed(created.claim())
                : new ClaimAttempt.Occupied(existing.read(clock.instant()));
    }

    @Override
    public Optional<Claim> takeOver(Claim observed, UUID newOwner, Duration lease) {
        Instant now = clock.instant();
        Claim next = new Claim(observed.id(), observed.fence() + 1, newOwner);
        boolean taken = replace(
                observed,
                entry -> entry.isResumable() && !entry.leaseUntil().isAfter(now),
                entry ->
                        entry.withClaim(next).withState(RecordState.IN_PROGRESS).withLease(now.plus(lease)));
        return taken ? Optional.of(next) : Optional.empty();
    }

    @Override
    public boolean complete(Claim claim, Envelope envelope) {
        return replace(claim, Entry::isOpen, entry -> entry.withEnvelope(envelope));
    }

    @Override
    public boolean release(Claim claim) {
        return remove(
                claim,
                entry -> entry.isRunning() && !entry.applied() && entry.steps().isEmpty());
    }

    @Override
    public boolean lapse(Claim claim) {
        return replace(claim, Entry::isRunning, entry -> entry.withLease(clock.instant()));
    }

    @Override
    public boolean markUncertain(Claim claim) {
        return replace(claim, Entry::isRunning, entry -> entry.withState(RecordState.UNCERTAIN));
    }

    @Override
    public boolean markApplied(Claim claim) {
        return replace(claim, Entry::isOpen, Entry::asApplied);
    }

    @Override
    public Set<UUID> renew(Collection<Claim> claims, Duration lease) {
        Set<UUID> renewed = new HashSet<>();
        Instant until = clock.instant().plus(lease);
        for (Claim claim : claims) {
            if (replace(claim, Entry::isRunning, entry -> entry.withLease(until))) {
                renewed.add(claim.id());
            }
        }
        return renewed;
    }

    @Override
    public boolean removeExpired(Claim observed) {
        return remove(observed, entry -> entry.isPurgeable(clock.instant()));
    }

    @Override
    public boolean insertCompleted(ClaimRequest request, Envelope envelope) {
        Entry created = Entry.claimed(request, clock.instant()).withEnvelope(envelope);
        return entries.putIfAbsent(created.claim().id(), created) == null;
    }

    @Override
    public Optional<StoredRecord> find(UUID id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.read(clock.instant()));
    }

    @Override
    public Purged purge(int limit, @Nullable Instant from) {
        Instant now = clock.instant();
        return treat(limit, from, now, Entry::expiresAt, entry -> remove(entry.claim(), e -> e.isPurgeable(now)));
    }

    @Override
    public Purged stripResults(int limit, @Nullable Instant from) {
        Instant now = clock.instant();
        return treat(
                limit,
                from,
                now,
                Entry::strippableFrom,
                entry -> replace(entry.claim(), e -> e.isStrippable(now), Entry::stripped));
    }

    private Purged treat(
            int limit,
            @Nullable Instant from,
            Instant now,
            Function<Entry, Instant> expiry,
            Predicate<Entry> treatment) {
        List<Entry> due = entries.values().stream()
                .filter(entry -> !expiry.apply(entry).isAfter(now)
                        && (from == null || !expiry.apply(entry).isBefore(from)))
                .sorted(Comparator.comparing(expiry))
                .toList();
        int count = 0;
        Instant last = null;
        for (Entry entry : due) {
            if (count < limit && treatment.test(entry)) {
                count++;
                last = expiry.apply(entry);
            }
        }
        return last == null ? Purged.NOTHING : new Purged(count, last, Duration.between(last, now));
    }

    @Override
    public List<RecordCount> countRecords() {
        Map<String, Map<RecordState, Long>> counts = new TreeMap<>();
        for (Entry entry : entries.values()) {
            counts.computeIfAbsent(entry.operation(), operation -> new TreeMap<>())
                    .merge(entry.state(), 1L, Long::sum);
        }
        List<RecordCount> result = new ArrayList<>();
        counts.forEach((operation, states) ->
                states.forEach((state, count) -> result.add(new RecordCount(operation, state, count))));
        return result;
    }

    @Override
    public boolean keepStep(Claim claim, String name, byte @Nullable [] result) {
        StoredStep step = new StoredStep(name, claim.fence(), clock.instant(), result, null);
        return replace(claim, Entry::isRunning, entry -> entry.withStep(step));
    }

    @Override
    public List<StoredStep> findSteps(UUID id) {
        Entry entry = entries.get(id);
        return entry == null ? List.of() : entry.steps();
    }

    @Override
    public boolean suspend(Claim claim) {
        return replace(
                claim,
                entry -> entry.isRunning() && !entry.applied() && !entry.steps().isEmpty(),
                entry -> entry.withState(RecordState.SUSPENDED).withLease(clock.instant()));
    }

    private boolean replace(Claim claim, Predicate<Entry> condition, UnaryOperator<Entry> change) {
        return compute(claim, condition, change::apply);
    }

    private boolean remove(Claim claim, Predicate<Entry> condition) {
        return compute(claim, condition, entry -> null);
    }

    private boolean compute(Claim claim, Predicate<Entry> condition, Change change) {
        boolean[] hit = {false};
        entries.computeIfPresent(claim.id(), (id, entry) -> {
            if (!entry.claim().equals(claim) || !condition.test(entry)) {
                return entry;
            }
            hit[0] = true;
            return change.apply(entry);
        });
        return hit[0];
    }

    /** The entry that follows, null to remove it. */
    private interface Change {

        @Nullable
        Entry apply(Entry entry);
    }
}
