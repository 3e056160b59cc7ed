package io.github.idempotency.web;

import io.github.idempotency.StepCompensation;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StepCompensations;
import io.github.idempotency.core.StepResults;
import io.github.idempotency.core.StoredStep;
import io.github.idempotency.core.policy.InvalidPolicyException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the application's compensations. */
public final class CompensationBeans implements StepCompensations {

    private final Map<Place, StepCompensation<?>> byPlace = new HashMap<>();
    private final Supplier<StepResults> results;

    private record Place(String operation, String step) {}

    /**
     * Collects the compensations.
     *
     * @param compensations the application's compensations
     * @param results       reads results of steps
     * @throws InvalidPolicyException if a step has two
     */
    public CompensationBeans(Collection<? extends StepCompensation<?>> compensations, Supplier<StepResults> results) {
        this.results = results;
        for (StepCompensation<?> compensation : compensations) {
            Place place = new Place(compensation.operation(), compensation.step());
            StepCompensation<?> other = byPlace.put(place, compensation);
            if (other != null) {
                throw new InvalidPolicyException(
                        "Step '%s' of operation '%s' has two compensations: %s and %s."
                                .formatted(
                                        place.step(),
                                        place.operation(),
                                        other.getClass().getName(),
                                        compensation.getClass().getName()),
                        "Declare one StepCompensation bean for each step.");
            }
        }
    }

    /** The operations that have a compensation. */
    public Set<String> operations() {
        return byPlace.keySet().stream().map(Place::operation).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean canUndo(String operation, StoredStep step) {
        return step.result() != null && byPlace.containsKey(new Place(operation, step.name()));
    }

    @Override
    public void undo(RecordKey key, long fence, StoredStep step) throws Exception {
        StepCompensation<?> compensation = byPlace.get(new Place(key.operation(), step.name()));
        byte[] result = step.result();
        if (compensation == null || result == null) {
            throw new IllegalArgumentException("Step '" + step.name() + "' cannot be undone");
        }
        undo(compensation, result, HandlerExecution.over(key, fence));
    }

    private <T extends @Nullable Object> void undo(
            StepCompensation<T> compensation, byte[] result, HandlerExecution execution) throws Exception {
        compensation.compensate(results.get().read(result, compensation.resultType()), execution);
    }
}
