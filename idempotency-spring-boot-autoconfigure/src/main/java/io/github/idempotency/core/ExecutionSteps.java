package io.github.idempotency.core;

import io.github.idempotency.StepAction;
import org.jspecify.annotations.Nullable;

/** The steps of an execution, see {@link io.github.idempotency.IdempotentExecution#step}. */
public interface ExecutionSteps {

    /** Runs every step and keeps nothing. */
    ExecutionSteps UNKEPT = new ExecutionSteps() {

        @Override
        public <T extends @Nullable Object, E extends Exception> T run(
                String name, Class<T> type, StepAction<? extends T, E> action) throws E {
            return action.run();
        }
    };

    /**
     * Runs a step, unless it is finished.
     *
     * @see io.github.idempotency.IdempotentExecution#step
     */
    <T extends @Nullable Object, E extends Exception> T run(
            String name, Class<T> type, StepAction<? extends T, E> action) throws E;

    /**
     * Runs no step.
     *
     * @param reason what is wrong with calling one, and what to do instead
     */
    static ExecutionSteps refused(String reason) {
        return new ExecutionSteps() {

            @Override
            public <T extends @Nullable Object, E extends Exception> T run(
                    String name, Class<T> type, StepAction<? extends T, E> action) {
                throw new IllegalStateException("Step '" + name + "' was not run: " + reason);
            }
        };
    }
}
