package io.github.idempotency.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store whose records can be visited outside of requests, by the {@linkplain RecordReconciler reconciler} and by operators.
 * All methods throw {@link StoreUnavailableException} if the store cannot answer.
 */
public interface OperatorStore {

    /**
     * Takes or keeps a task that one instance does for all.
     *
     * @param name   the task
     * @param runner the asking instance
     * @param lease  how long the task is the instance's, from now
     * @return whether it is the asking instance's
     */
    boolean holdTask(String name, UUID runner, Duration lease);

    /**
     * Looks for records that are at rest without having ended, among the next ones in the store's order.
     *
     * @param after where the last page ended; null for the first page
     * @param limit how many records to look at, more than zero
     */
    Page findOpen(@Nullable Cursor after, int limit);

    /** Counts uncertain records by operation, among them those whose steps could not be undone so far. */
    List<UncertainCount> countUncertain();

    /** Measures the records by operation and state; looks at all of them, so not for the way of a request. */
    List<StorageUse> measureStorage();

    /**
     * Lists uncertain records, and those whose steps could not be undone so far, the oldest first.
     *
     * @param limit the most to list, more than zero
     */
    List<RecordDetails> findUncertain(int limit);

    /** Describes a record. */
    Optional<RecordDetails> describe(UUID id);

    /** What happened to a record that is or was, the oldest first. */
    List<Incident> findIncidents(UUID id);

    /**
     * Settles a record from outside of its request, and remembers who did and why.
     *
     * @param observed     the ownership that was read
     * @param intervention what to do
     * @return whether the record was as it was read, and {@linkplain Event open to} the intervention
     */
    boolean settle(Claim observed, Intervention intervention);

    /**
     * Removes incidents that are older than their retention, unless the execution of their record has not ended. A store that
     * may not remove incidents keeps them.
     *
     * @param limit the most incidents to remove in this call, more than zero
     * @return how many were removed
     * @throws StoreUnavailableException if the store cannot answer
     */
    default int purgeIncidents(Duration retention, int limit) {
        return 0;
    }

    /**
     * Measures how long the oldest expired record or response that is still there has been expired; zero if there is none.
     *
     * @return that; empty if the store cannot tell
     * @throws StoreUnavailableException if the store cannot answer
     */
    default Optional<Duration> measurePurgeLag() {
        return Optional.empty();
    }

    /** What happens to a record out of the ordinary. */
    enum Event {
        /** Its outcome is not known; written by the store itself. */
        UNCERTAIN,
        /** Its response was rebuilt from business data. For records that are uncertain or whose lease has lapsed. */
        RECOVERED,
        /** An operator told what the response is. For records that are uncertain or whose lease has lapsed. */
        COMPLETED,
        /** The key was freed: nothing had happened. For records that are uncertain or whose lease has lapsed. */
        RELEASED,
        /** A completed record, or one whose steps were undone, was removed before its time. */
        EVICTED,
        /** An operator wants its finished steps undone, see {@link CompensationStore}. */
        COMPENSATING,
        /** A step of it was undone; written by the store itself. */
        COMPENSATED,
        /** A step of it could not be undone, and will be tried again; written by the store itself. */
        COMPENSATION_FAILED
    }

    /**
     * A decision from outside.
     *
     * @param event    what is done: recovered, completed, released or evicted
     * @param actor    who decides
     * @param reason   why
     * @param envelope the response; null unless the record is completed or recovered
     */
    record Intervention(
            Event event,
            String actor,
            String reason,
            @Nullable Envelope envelope) {}

    /**
     * Something that happened to a record.
     *
     * @param at     when, by the store's clock
     * @param event  what
     * @param fence  the fence of the execution it happened to
     * @param actor  who; {@code library} for the library itself
     * @param reason why
     */
    record Incident(Instant at, Event event, long fence, String actor, String reason) {}

    /**
     * A number of uncertain records.
     *
     * @param operation the operation
     * @param count     how many
     * @param age       how long ago the oldest was claimed, by the store's clock
     */
    record UncertainCount(String operation, long count, Duration age) {}

    /**
     * The room that records take.
     *
     * @param operation the operation
     * @param state     the state
     * @param records   how many there are
     * @param bytes     what they take as stored, indexes and free room aside
     */
    record StorageUse(String operation, RecordState state, long records, long bytes) {}

    /**
     * The open ones among some records.
     *
     * @param records  uncertain records, and lapsed ones in other states that are not final
     * @param examined how many records were looked at
     * @param next     where the next page begins; null if this was the last
     */
    record Page(
            List<RecordDetails> records,
            int examined,
            @Nullable Cursor next) {

        public Page {
            records = List.copyOf(records);
        }
    }

    /**
     * A place in the store's order.
     *
     * @param expiresAt when the last record's key expires
     * @param id        its id
     */
    record Cursor(Instant expiresAt, UUID id) {}
}
