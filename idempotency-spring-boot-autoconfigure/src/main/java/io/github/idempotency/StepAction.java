package io.github.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * What a {@linkplain IdempotentExecution#step step} does.
 *
 * @param <T> type of its result
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface StepAction<T extends @Nullable Object, E extends Exception> {

    /** Does it. */
    T run() throws E;
}
