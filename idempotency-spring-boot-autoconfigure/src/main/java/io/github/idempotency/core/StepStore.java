package io.github.idempotency.core;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps the results of finished steps with their record, under the rules of {@link IdempotencyStore}. A record
 * with steps is never {@linkplain IdempotencyStore#release released}; whatever removes a record removes its steps.
 *
 * <pre>
 *  IN_PROGRESS ──suspend──▶ SUSPENDED ──takeOver, fence + 1──▶ IN_PROGRESS
 * </pre>
 */
public interface StepStore {

    /**
     * Keeps the result of a step of a record in progress. Keeping a step again changes nothing.
     *
     * @param name   the step
     * @param result what it returned; null if that cannot be kept
     * @return whether the claim still held the record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean keepStep(Claim claim, String name, byte @Nullable [] result);

    /**
     * The finished steps of a record, in the order in which they were finished.
     *
     * @throws StoreUnavailableException if the store cannot answer
     */
    List<StoredStep> findSteps(UUID id);

    /**
     * Leaves a record to the next request, which resumes it: {@link RecordState#IN_PROGRESS} to
     * {@link RecordState#SUSPENDED}, with its lease ended. Only for a record that has steps and is not applied.
     *
     * @return whether the claim still held such a record
     * @throws StoreUnavailableException if the store cannot answer
     */
    boolean suspend(Claim claim);
}
