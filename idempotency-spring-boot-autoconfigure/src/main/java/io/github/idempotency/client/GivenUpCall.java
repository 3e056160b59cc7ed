package io.github.idempotency.client;

import io.github.idempotency.core.UnansweredCall;
import java.time.Duration;
import java.util.function.Predicate;

/** A call to a destination whose last failure was handed to the application. */
record GivenUpCall(String destination, Duration retryAfter, Predicate<Throwable> failure) implements UnansweredCall {

    private static final int MAX_CAUSES = 20;

    @Override
    public boolean isToldBy(Throwable exception) {
        Throwable cause = exception;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            if (failure.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
