package io.github.idempotency.web;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.StepAction;
import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.ExecutionSteps;
import io.github.idempotency.core.RecordKey;
import org.jspecify.annotations.Nullable;

/** An execution as the application's code sees it. */
record HandlerExecution(RecordKey recordKey, boolean isProtected, long fence, ExecutionSteps steps)
        implements IdempotentExecution {

    private static final ExecutionSteps NONE =
            ExecutionSteps.refused("recoveries and compensations have no steps of their own");

    /** An execution that is over, for those who clear up after it. */
    static HandlerExecution over(RecordKey key, long fence) {
        return new HandlerExecution(key, true, fence, NONE);
    }

    @Override
    public String key() {
        return recordKey.key();
    }

    @Override
    public String tenant() {
        return recordKey.tenant().name();
    }

    @Override
    public String operation() {
        return recordKey.operation();
    }

    @Override
    public String derivedKey(String step) {
        return recordKey.derivedKey(step);
    }

    @Override
    public <T extends @Nullable Object, E extends Exception> T step(
            String name, Class<T> type, StepAction<? extends T, E> action) throws E {
        return steps.run(name, type, () -> within(name, action));
    }

    private static <T extends @Nullable Object, E extends Exception> T within(
            String step, StepAction<? extends T, E> action) throws E {
        CurrentExecution current = CurrentExecution.get();
        if (current == null) {
            return action.run();
        }
        CurrentExecution.Scope scope = current.inStep(step).open();
        try {
            return action.run();
        } finally {
            scope.close();
        }
    }

    @Override
    public String toString() {
        return recordKey.toString();
    }
}
