package io.github.idempotency.actuate;

import io.github.idempotency.core.CompensationStore;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.OperatorStore.Event;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.RecordDetails;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.RecordState;
import io.github.idempotency.core.ReplayCache;
import io.github.idempotency.core.ResponseKeeping;
import io.github.idempotency.core.StepCompensations;
import io.github.idempotency.core.StoredRecord;
import io.github.idempotency.core.StoredStep;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Carries out what operators decide about records, or says why not. */
final class OperatorInterventions {

    private static final Logger logger = System.getLogger(OperatorInterventions.class.getName());

    private static final int LONGEST_REASON = 1_000;

    private final OperatorStore store;
    private final StepCompensations compensations;
    private final ResponseKeeping keeping;
    private final ReplayCache cache;

    OperatorInterventions(
            OperatorStore store, StepCompensations compensations, ResponseKeeping keeping, ReplayCache cache) {
        this.store = store;
        this.compensations = compensations;
        this.keeping = keeping;
        this.cache = cache;
    }

    /** What an operator wants; asks nothing of the store. */
    static Intervention parse(
            String actor, @Nullable String action, @Nullable String reason, SuppliedResponse response) {
        Event event = event(action);
        if (!StringUtils.hasText(reason)) {
            throw RefusedException.badRequest("A reason is required; it is kept with the record's incidents.");
        }
        if (reason.length() > LONGEST_REASON) {
            throw RefusedException.badRequest("The reason has more than " + LONGEST_REASON + " characters.");
        }
        if (event != Event.COMPLETED && response.isGiven()) {
            throw RefusedException.badRequest("status, contentType, location and body belong to action=complete only.");
        }
        return new Intervention(event, actor, reason, event == Event.COMPLETED ? response.envelope() : null);
    }

    private static Event event(@Nullable String action) {
        return switch (String.valueOf(action)) {
            case "complete" -> Event.COMPLETED;
            case "release" -> Event.RELEASED;
            case "evict" -> Event.EVICTED;
            default ->
                throw RefusedException.badRequest("action must be one of complete (this was the response), release"
                        + " (nothing happened, the request may run) and evict (forget a completed record).");
        };
    }

    SettlementDescriptor carryOut(UUID id, Intervention wanted) {
        RecordDetails record = store.describe(id)
                .orElseThrow(() -> RefusedException.notFound(
                        "There is no such record (any more); GET it for its incidents, if it had any."));
        StoredRecord stored = record.stored();
        requireOpenTo(wanted.event(), record);
        Intervention intervention = withKeptResponse(wanted, record);
        boolean undone = wanted.event() == Event.RELEASED
                && store instanceof CompensationStore steps
                && canBeUndone(record, steps.findSteps(id));
        boolean changed;
        try {
            changed = undone && store instanceof CompensationStore steps
                    ? steps.orderCompensation(stored.claim(), wanted.actor(), wanted.reason())
                    : store.settle(stored.claim(), intervention);
        } finally {
            // Whatever came of it: the answer of a change that took place may have been lost.
            cache.forget(id);
        }
        if (!changed) {
            throw RefusedException.conflict(
                    "The record has changed meanwhile and was left as it is: GET it, and decide again.");
        }
        logger.log(
                Level.INFO,
                "Idempotency record " + record.operation() + '#' + RecordKey.shortHash(id)
                        + " was settled by an operator: " + wanted.event());
        if (undone) {
            return new SettlementDescriptor(
                    "compensating",
                    "Its finished steps are being undone, with the next round of the reconciler: GET it to see how far that"
                            + " is. Then retries get 409 compensated; evict it to have the request run again.");
        }
        return switch (wanted.event()) {
            case COMPLETED ->
                new SettlementDescriptor(
                        "completed",
                        stored.resultExpired()
                                ? "The time to replay a response is over: retries get 409 result-expired."
                                : "Retries are answered with this response, until the record's response expires.");
            case RELEASED ->
                new SettlementDescriptor(
                        "released",
                        "The next request with this key runs the handler."
                                + (stored.applied()
                                        ? " A transaction of the earlier execution had committed: its effects stand,"
                                                + " unless you have undone them."
                                        : "")
                                + (record.hasSteps()
                                        ? " Its finished steps will run again: they were not undone by this."
                                        : ""));
            default ->
                new SettlementDescriptor(
                        "evicted",
                        "The stored response is gone; the next request with this key runs the handler as if it were"
                                + " the first. The earlier effects stand.");
        };
    }

    /** One that is compensating already has failed at it: its operator has seen to it by hand. */
    private boolean canBeUndone(RecordDetails record, List<StoredStep> steps) {
        return record.hasSteps()
                && record.key() != null
                && record.stored().state() != RecordState.COMPENSATING
                && steps.stream()
                        .allMatch(step -> step.isCompensated() || compensations.canUndo(record.operation(), step));
    }

    private static void requireOpenTo(Event event, RecordDetails record) {
        StoredRecord stored = record.stored();
        if (!stored.isKnownFormat()) {
            throw RefusedException.conflict(
                    "The record was written by another version of the library: ask an instance that runs it.");
        }
        RecordState state = stored.state();
        if (state == RecordState.COMPENSATING && !stored.leaseLapsed()) {
            throw RefusedException.conflict("Its steps are being undone, or will be again at " + record.leaseUntil()
                    + ". Wait until then, and decide again.");
        }
        if (state == RecordState.IN_PROGRESS && !stored.leaseLapsed()) {
            throw RefusedException.conflict("The request is being processed, under a lease until " + record.leaseUntil()
                    + ". Wait until it ends; a lease that is not renewed lapses.");
        }
        boolean ended = state == RecordState.COMPLETED || state == RecordState.COMPENSATED;
        if (event == Event.EVICTED && !ended) {
            throw RefusedException.conflict(
                    "The record is not completed, so there is nothing to evict: complete it if its effect happened,"
                            + " release it if not.");
        }
        if (event != Event.EVICTED && ended) {
            throw RefusedException.conflict(
                    "The record is completed: retries are answered from it. To have the request run again, evict it.");
        }
    }

    /** Nobody would get an expired one. */
    private Intervention withKeptResponse(Intervention wanted, RecordDetails record) {
        Envelope envelope = wanted.envelope();
        if (envelope == null) {
            return wanted;
        }
        Envelope kept = record.stored().resultExpired()
                ? Envelope.notStored(envelope.status())
                : keeping.redacted(record.operation(), envelope);
        return new Intervention(wanted.event(), wanted.actor(), wanted.reason(), kept);
    }
}
