package io.github.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * Undoes a finished {@linkplain IdempotentExecution#step step} of an operation that was given up: no retry resumed it within
 * {@code idempotency.reconcile.abandon-after}, or an operator released it. Declare a bean for each step that leaves something
 * behind outside of the database; it is a bean, and no lambda of the handler, since the process that ran the handler may be gone.
 *
 * <p>Runs in the background, in any instance, the last step first, and once at least: it has to be idempotent, since a
 * crash makes it run again. It has two minutes, after which another instance may run it too. If it fails it is tried again,
 * after 30 seconds at first and an hour at most. A step without one cannot be undone, and makes the record uncertain; let one
 * that does nothing stand for a step that leaves nothing behind.
 *
 * @param <T> type of the step's result
 */
public interface StepCompensation<T extends @Nullable Object> {

    /** Name of the operation, as in {@link Idempotent#value()}. */
    String operation();

    /** Name of the step. */
    String step();

    /** Type of the step's result, the same as in the handler. */
    Class<T> resultType();

    /**
     * Undoes the step.
     *
     * @param result    what the step returned
     * @param execution the execution that was given up; its {@linkplain IdempotentExecution#derivedKey derived keys} are those
     *                  of the handler. It has no steps of its own
     * @throws Exception if that is to be tried again
     */
    void compensate(T result, IdempotentExecution execution) throws Exception;
}
