package io.github.idempotency.propagation;

import io.github.idempotency.core.CurrentExecution;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the execution a thread works for to the threads that work for it, so that their
 * outgoing calls derive their keys from it. Found by the service loader; does nothing outside of an execution.
 */
public final class CurrentExecutionAccessor implements ThreadLocalAccessor<CurrentExecution> {

    /** Its key among the accessors. */
    public static final String KEY = "io.github.idempotency.execution";

    /** For the service loader. */
    public CurrentExecutionAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable CurrentExecution getValue() {
        return CurrentExecution.get();
    }

    @Override
    public void setValue(CurrentExecution execution) {
        CurrentExecution.adopt(execution);
    }

    @Override
    public void setValue() {
        CurrentExecution.adopt(null);
    }
}
