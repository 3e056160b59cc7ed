package io.github.idempotency.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where records live. An implementation is a set of atomic compare-and-set steps; which step to take is decided above it.
 *
 * <pre>
 *             claim                complete
 *  (none) ───────────▶ IN_PROGRESS ─────────▶ COMPLETED ──key expires: removeExpired, purge──▶ (none)
 *    ▲                  │  ▲   │
 *    └──── release ─────┘  └───┤ lease lapsed, not applied: takeOver, fence + 1
 *                              └ markUncertain ─▶ UNCERTAIN
 * </pre>
 *
 * <p>Rules that hold for every implementation, and that its contract suite proves:
 *
 * <ul>
 *   <li>Each call is one atomic step, durable when it returns, and independent of any transaction of the caller, except
 *       {@link #markApplied}.
 *   <li>Nobody is told to own a record without owning it. A write that names a claim takes effect only while exactly that
 *       claim (id, fence and owner) holds the record, and says so: {@code false} means the ownership is lost, and nothing
 *       was changed.
 *   <li>Time is the store's own clock, never the caller's.
 *   <li>Transient conflicts of concurrent writers (serialization failures, deadlocks) are retried inside, a bounded number of
 *       times.
 *   <li>A store that cannot answer throws {@link StoreUnavailableException}, in particular if it cannot be written to. Any
 *       other exception is a defect.
 * </ul>
 */
public interface IdempotencyStore {

    /**
     * Creates the record of a key in state {@link RecordState#IN_PROGRESS} with fence 1, or says what stands in its way.
     * If an existing record is owned by the asking token already (the first answer was lost on its way), it is returned as
     * {@link ClaimAttempt.Occupied} with that owner.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    ClaimAttempt claim(ClaimRequest request);

    /**
     * Takes over a record that is in progress or suspended, whose lease has lapsed and that is not applied.
     *
     * @param observed the ownership that was read
     * @param newOwner token of the request that takes over
     * @param lease    the new lease, from now
     * @return the new ownership with the next fence; empty if the record is no longer as it was read, or not lapsed
     * @throws StoreUnavailableException if the store cannot answer
     */
    Optional<Claim> takeOver(Claim observed, UUID newOwner, Duration lease);

    /**
     * Stores the response: {@link RecordState#IN_PROGRESS} or {@link RecordState#UNCERTAIN} to
     * {@link RecordState#COMPLETED}.
     *
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean complete(Claim claim, Envelope envelope);

    /**
     * Frees the key: removes a record in progress that is not applied and has no {@linkplain StepStore steps}.
     *
     * @return whether the claim still held such a record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean release(Claim claim);

    /**
     * Ends the lease now and leaves the record in progress, as it was before a takeover that came to nothing.
     *
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean lapse(Claim claim);

    /**
     * Remembers that the outcome is not known: {@link RecordState#IN_PROGRESS} to {@link RecordState#UNCERTAIN}.
     *
     * @param claim the ownership, one's own or one that was read from a lapsed record
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean markUncertain(Claim claim);

    /**
     * Makes sure that what an earlier call wrote, whose answer was lost, is as durable as any write of this store. A store
     * whose reads may see what is not yet durable, as those of a database that waits for a standby do, has to write something;
     * the record stays as it is.
     *
     * @return whether the claim is still that of the record, whatever its state
     * @throws StoreUnavailableException if the store cannot answer, or cannot promise that
     */
    default boolean confirm(Claim claim) {
        return find(claim.id()).filter(stored -> stored.claim().equals(claim)).isPresent();
    }

    /**
     * Remembers that effects of the execution are about to be committed. Takes part in the caller's transaction on the
     * store's database if there is one, so that marker and effects commit together or not at all.
     *
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean markApplied(Claim claim);

    /**
     * Extends the leases of running executions, in one step.
     *
     * @param lease the new lease, from now
     * @return ids of the records that are still held by the given claims and in progress
     * @throws StoreUnavailableException if the store cannot answer
     */
    Set<UUID> renew(Collection<Claim> claims, Duration lease);

    /**
     * Removes a completed or compensated record whose key has expired, so that the key can be claimed anew.
     *
     * @return whether the record was as it was read, and expired
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean removeExpired(Claim observed);

    /**
     * Creates a record that is completed at once, for an execution that ran without a claim.
     *
     * @return whether it was created; {@code false} if the key has a record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean insertCompleted(ClaimRequest request, Envelope envelope);

    /**
     * Reads a record.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    Optional<StoredRecord> find(UUID id);

    /**
     * Removes completed and compensated records whose key has expired; never one that has not ended.
     *
     * @param limit the most records to remove in this call, more than zero
     * @param from  where the last call of a run ended, see {@link Purged#last}; null to begin from the start
     * @return what was removed
     * @throws StoreUnavailableException if the store cannot answer
     */
    Purged purge(int limit, @Nullable Instant from);

    /**
     * Removes headers, body and steps of completed records whose response has expired, while their key has not. The key is
     * remembered as before, and {@link StoredRecord#resultExpired} stays true.
     *
     * @param limit the most records to strip in this call, more than zero
     * @param from  where the last call of a run ended, see {@link Purged#last}; null to begin from the start
     * @return what was stripped
     * @throws StoreUnavailableException if the store cannot answer
     */
    Purged stripResults(int limit, @Nullable Instant from);

    /**
     * Counts the records by operation and state.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    List<RecordCount> countRecords();

    /**
     * A number of records.
     *
     * @param operation the operation
     * @param state     the state
     * @param count     how many there are
     */
    record RecordCount(String operation, RecordState state, long count) {}

    /**
     * What a call of the purge came to; the records are treated in the order in which they expired.
     *
     * @param count how many records were treated
     * @param last  when the last of them had expired; null if there was none
     * @param lag   how long before the call that was, by the store's clock; zero if there was none
     */
    record Purged(int count, @Nullable Instant last, Duration lag) {

        /** Nothing was left to do. */
        public static final Purged NOTHING = new Purged(0, null, Duration.ZERO);
    }
}
