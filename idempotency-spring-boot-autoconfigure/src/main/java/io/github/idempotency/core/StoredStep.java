package io.github.idempotency.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step that an execution has finished.
 *
 * @param name          its name, unique within the record
 * @param fence         the fence of the claim it was finished under
 * @param finishedAt    when, by the store's clock
 * @param result        what it returned, in JSON; null if that could not be kept
 * @param compensatedAt when it was undone, null if it was not
 */
public record StoredStep(
        String name,
        long fence,
        Instant finishedAt,
        byte @Nullable [] result,
        @Nullable Instant compensatedAt) {

    /** Whether it was undone. */
    public boolean isCompensated() {
        return compensatedAt != null;
    }
}
