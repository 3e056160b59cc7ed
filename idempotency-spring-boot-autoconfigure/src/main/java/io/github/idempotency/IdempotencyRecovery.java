package io.github.idempotency;

import java.util.Optional;

/**
 * Rebuilds the response of an operation from business data, for a request whose effects were committed and whose response was
 * lost: the process died in between, or the handler failed after its commit. Declare a bean of this type for each operation
 * that can do so; without one, retries of such a request get 409 {@code outcome-unknown} until an operator settles it.
 *
 * @param <T> type of the response's body
 */
public interface IdempotencyRecovery<T> {

    /** Name of the operation, as in {@link Idempotent#value()}. */
    String operation();

    /**
     * Finds the effect of an execution and rebuilds what the handler would have answered. Only reads; may be called more than
     * once for the same execution, on any instance, in a request or in the background.
     *
     * @param execution the execution whose response was lost; look the effect up by its
     *                  {@linkplain IdempotentExecution#derivedKey derived keys} or its key and tenant
     * @return the response; empty if the effect cannot be found, or not all of it, so that the outcome stays unknown
     */
    Optional<RecoveredResponse<T>> recover(IdempotentExecution execution);
}
