package io.github.idempotency.core;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A store that remembers how far the undoing of a record's steps has come, under the rules of {@link IdempotencyStore}.
 *
 * <pre>
 *  IN_PROGRESS, lapsed and not applied ─┐
 *  SUSPENDED ───────────────────────────┼─ begin, order ─▶ COMPENSATING ── finish ──▶ COMPENSATED
 *  UNCERTAIN (order only) ──────────────┘                       └──────── giveUp ──▶ UNCERTAIN
 * </pre>
 *
 * <p>From {@code COMPENSATING} on nothing that a request or a transaction of it does to the record takes effect. The lease of
 * such a record tells how long its compensation is somebody's, or when it is tried again.
 */
public interface CompensationStore extends StepStore {

    /**
     * Takes on the undoing of a record's steps: of one that was abandoned long enough ago, or one in state
     * {@link RecordState#COMPENSATING} whose lease has lapsed.
     *
     * @param observed     the ownership that was read
     * @param owner        token of the new owner
     * @param abandonedFor how long ago the lease of a record that is not compensating yet must have ended
     * @param lease        how long the compensation is the owner's, from now
     * @return the new ownership with the next fence; empty if the record is not as described
     * @throws StoreUnavailableException if the store cannot answer
     */
    Optional<Claim> beginCompensation(Claim observed, UUID owner, Duration abandonedFor, Duration lease);

    /**
     * Has the steps of a record undone as soon as may be, because an operator wants it. For records that have steps and are
     * uncertain, suspended or lapsed.
     *
     * @param observed the ownership that was read
     * @param actor    who decides
     * @param reason   why
     * @return whether the record was as it was read, and open to this
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean orderCompensation(Claim observed, String actor, String reason);

    /**
     * Remembers that a step was undone.
     *
     * @param lease the new lease of the compensation, from now
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean stepCompensated(Claim claim, String step, Duration lease);

    /**
     * Remembers that a step could not be undone this time, and puts the record off.
     *
     * @param reason       why
     * @param firstPause   the time to the next attempt after the first failure; doubled with each that follows
     * @param longestPause the longest time to the next attempt
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean postponeCompensation(Claim claim, String reason, Duration firstPause, Duration longestPause);

    /**
     * Ends the undoing, all done.
     *
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean finishCompensation(Claim claim);

    /**
     * Ends the undoing of what cannot be undone: {@link RecordState#UNCERTAIN}.
     *
     * @param reason why
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean giveUpCompensation(Claim claim, String reason);
}
