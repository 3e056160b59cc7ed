package io.github.idempotency.core;

import java.util.function.Function;
import java.util.function.Supplier;

/** Watches the two steps of a request that decide about its record: the claim before the handler, the completion after it. */
public interface StepObserver {

    /** Watches nothing. */
    StepObserver NONE = new StepObserver() {
        @Override
        public <T> T observe(Step step, RecordKey key, Supplier<T> action, Function<T, String> outcome) {
            return action.get();
        }
    };

    /**
     * Runs a step, once, and passes on what it returns or throws, whatever becomes of the watching.
     *
     * @param step    which
     * @param key     the record it is about
     * @param action  the step
     * @param outcome what came of it, in the vocabulary of {@link Outcome}, {@code claimed}, or of
     *                {@link ActiveExecution.Settled}
     */
    <T> T observe(Step step, RecordKey key, Supplier<T> action, Function<T, String> outcome);

    /** The steps. */
    enum Step {
        /** Finds out what is to be done with the request. */
        CLAIM,
        /** Stores the response or frees the key, and commits a transaction that spans the handler. */
        COMPLETE
    }
}
