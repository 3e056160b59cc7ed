package io.github.idempotency.actuate;

import io.github.idempotency.core.StoredStep;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A finished step of a record, without its result.
 *
 * @param name          its name
 * @param fence         number of the claim it was finished under
 * @param finishedAt    when
 * @param resultKept    whether its result is kept
 * @param compensatedAt when it was undone, null if it was not
 */
public record StepDescriptor(
        String name,
        long fence,
        Instant finishedAt,
        boolean resultKept,
        @Nullable Instant compensatedAt) {

    static StepDescriptor of(StoredStep step) {
        return new StepDescriptor(
                step.name(), step.fence(), step.finishedAt(), step.result() != null, step.compensatedAt());
    }
}
