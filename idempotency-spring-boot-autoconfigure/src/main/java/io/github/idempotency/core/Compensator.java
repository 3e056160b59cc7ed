package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Undoes the finished steps of records that nobody resumed. First the record is fenced, so that no request can go on with it;
 * then the steps are undone, the last one first, and each is remembered. A crash in between is taken up by the next round.
 */
public final class Compensator {

    private static final Logger logger = System.getLogger(Compensator.class.getName());

    /** How long one step may take before another instance tries it too. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final CompensationStore store;
    private final StepCompensations compensations;
    private final Duration abandonAfter;

    /**
     * Creates a compensator.
     *
     * @param store         the store
     * @param compensations undoes steps
     * @param abandonAfter  the time that retries have to resume an execution
     */
    public Compensator(CompensationStore store, StepCompensations compensations, Duration abandonAfter) {
        this.store = store;
        this.compensations = compensations;
        this.abandonAfter = abandonAfter;
    }

    /** What became of a record. */
    enum Result {
        /** Nothing: it is too early, or the record is another's. */
        UNCHANGED,
        /** All its steps were undone. */
        COMPENSATED,
        /** A step could not be undone, and will be tried again. */
        POSTPONED,
        /** Not all of its steps can be undone. */
        UNCERTAIN
    }

    /** Undoes the steps of a lapsed, suspended or compensating record, if it is time to. */
    Result compensate(RecordDetails record) {
        Optional<Claim> claim =
                store.beginCompensation(record.stored().claim(), UUID.randomUUID(), abandonAfter, LEASE);
        return claim.map(held -> compensate(record, held)).orElse(Result.UNCHANGED);
    }

    private Result compensate(RecordDetails record, Claim claim) {
        List<StoredStep> steps = new ArrayList<>(store.findSteps(claim.id()));
        steps.removeIf(StoredStep::isCompensated);
        Collections.reverse(steps);
        RecordKey key = record.key();
        Optional<StoredStep> obstacle = steps.stream()
                .filter(step -> key == null || !compensations.canUndo(record.operation(), step))
                .findFirst();
        if (key == null || obstacle.isPresent()) {
            String reason = key == null
                    ? "its finished steps cannot be undone: the key is not known"
                    : "its step " + obstacle.get().name() + " cannot be undone: it has no compensation, or no result";
            return store.giveUpCompensation(claim, reason) ? Result.UNCERTAIN : Result.UNCHANGED;
        }
        for (StoredStep step : steps) {
            try {
                compensations.undo(key, claim.fence(), step);
            } catch (Exception | Error e) { // one that cannot be undone must not hold up the others
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                logger.log(Level.ERROR, "Step '" + step.name() + "' of record " + key + " could not be undone", e);
                store.postponeCompensation(
                        claim, "step " + step.name() + ": " + e.getClass().getName(), FIRST_PAUSE, LONGEST_PAUSE);
                return Result.POSTPONED;
            }
            if (!store.stepCompensated(claim, step.name(), LEASE)) {
                return Result.UNCHANGED;
            }
        }
        return store.finishCompensation(claim) ? Result.COMPENSATED : Result.UNCHANGED;
    }
}
