package io.github.idempotency.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * One call as the application sees it: one key, however many attempts. Knows neither how attempts are made nor how one waits; all
 * clients share its decisions.
 */
final class LogicalCall {

    private final Destination destination;
    private final CallHeaders callHeaders;
    private final @Nullable GiveUpReason neverRetried;
    private final ClientListener listener;
    private final KeyLifetimes lifetimes;
    private final Timing timing;
    private final long start;

    private int attempt;
    private @Nullable RetryReason lastReason;

    /**
     * Begins.
     *
     * @param neverRetried why a failure is handed to the caller at once; null if it may be retried
     */
    LogicalCall(
            Destination destination,
            CallHeaders callHeaders,
            @Nullable GiveUpReason neverRetried,
            ClientListener listener,
            KeyLifetimes lifetimes,
            Timing timing) {
        this.destination = destination;
        this.callHeaders = callHeaders;
        this.neverRetried = neverRetried;
        this.listener = listener;
        this.lifetimes = lifetimes;
        this.timing = timing;
        this.start = timing.nanoTime().getAsLong();
        destination.budget().deposit();
    }

    /** Begins the next attempt: gives it its headers. */
    void begin(HttpHeaders headers) {
        attempt++;
        callHeaders.apply(headers, attempt);
        listener.onAttempt(destination.name());
    }

    /** How long to wait before the next attempt; null if the answer stands. */
    @Nullable
    Duration afterAnswer(Answer answer) {
        lifetimes.compare(destination, answer.headers());
        RetryReason last = lastReason;
        if (!answer.isError() && last != null) {
            listener.onRecovered(destination.name(), last);
        }
        return after(RetryClassifier.classify(answer), RetryAfter.of(answer.headers()));
    }

    /** How long to wait before the next attempt; null if the failure stands. */
    @Nullable
    Duration afterFailure(Throwable failure) {
        return after(RetryClassifier.classify(failure), Duration.ZERO);
    }

    /** The wait for the next attempt was broken off. */
    void interrupted() {
        listener.onGivenUp(destination.name(), GiveUpReason.INTERRUPTED);
    }

    private @Nullable Duration after(@Nullable RetryReason reason, Duration atLeast) {
        if (reason == null) {
            return null;
        }
        Duration wait = wait(atLeast);
        GiveUpReason end = end(wait);
        if (end != null) {
            listener.onGivenUp(destination.name(), end);
            return null;
        }
        lastReason = reason;
        listener.onRetry(destination.name(), reason);
        return wait;
    }

    /** The budget comes last, so that only a retry that is made is charged. */
    private @Nullable GiveUpReason end(Duration wait) {
        if (neverRetried != null) {
            return neverRetried;
        }
        if (attempt >= destination.attempts()) {
            return GiveUpReason.ATTEMPTS;
        }
        long elapsed = timing.nanoTime().getAsLong() - start;
        if (wait.compareTo(destination.deadline().minusNanos(elapsed)) >= 0) {
            return GiveUpReason.DEADLINE;
        }
        return destination.budget().tryWithdraw() ? null : GiveUpReason.BUDGET;
    }

    /**
     * Exponential back-off with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog), on top of what the server
     * asks for, lest all its clients come back at once.
     */
    private Duration wait(Duration atLeast) {
        double base = destination.backoffBase().toNanos();
        double ceiling = Math.min(destination.backoffCap().toNanos(), base * Math.pow(2, attempt - 1.0));
        return atLeast.plusNanos((long) (ceiling * timing.random().getAsDouble()));
    }
}
