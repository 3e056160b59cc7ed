package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An observer that cannot do harm: whatever the one behind it throws, the step runs once, and what it returned or threw comes
 * out. Otherwise a claim or an open transaction would be left behind with nobody to end it.
 */
public final class FailsafeObserver implements StepObserver {

    private static final Logger logger = System.getLogger(FailsafeObserver.class.getName());

    private final StepObserver observer;

    private FailsafeObserver(StepObserver observer) {
        this.observer = observer;
    }

    /** Makes an observer harmless. */
    public static StepObserver around(StepObserver observer) {
        return observer == StepObserver.NONE ? observer : new FailsafeObserver(observer);
    }

    @Override
    public <T> T observe(Step step, RecordKey key, Supplier<T> action, Function<T, String> outcome) {
        Once<T> once = new Once<>(action);
        try {
            observer.observe(step, key, once, outcome);
        } catch (RuntimeException | Error e) {
            if (e != once.failure) {
                logger.log(Level.WARNING, "The observer of step " + step + " failed for " + key, e);
            }
        }
        return once.get();
    }

    /** Runs an action when asked first, and tells what came of it when asked again. */
    private static final class Once<T> implements Supplier<T> {

        private final Supplier<T> action;
        private boolean done;
        private @Nullable Throwable failure;
        private @Nullable T result;

        Once(Supplier<T> action) {
            this.action = action;
        }

        @Override
        @SuppressWarnings("NullAway") // the action's result, null only if that was
        public T get() {
            if (!done) {
                done = true;
                try {
                    result = action.get();
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            return result;
        }
    }
}
