package io.github.idempotency.client;

import io.github.idempotency.client.CallTraits.AnswerException;
import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.RetryAllowance;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * One call as the application sees it: one key, however many attempts. Knows neither how attempts are made nor how one waits; all
 * clients share its decisions.
 */
final class LogicalCall {

    private final Destination destination;
    private final CallHeaders callHeaders;
    private final ChosenKey key;
    private final AnswerException answerException;
    private final @Nullable CurrentExecution execution;
    private final ClientListener listener;
    private final KeyLifetimes lifetimes;
    private final Timing timing;
    private final long start;
    private final AtomicBoolean leftToNext = new AtomicBoolean();

    private int attempt;
    private @Nullable RetryReason lastReason;

    /**
     * Begins.
     *
     * @param answerException tells whether an exception was made from an answer
     * @param execution       what the call is made for; null if for no idempotent execution
     */
    LogicalCall(
            Destination destination,
            CallHeaders callHeaders,
            ChosenKey key,
            AnswerException answerException,
            @Nullable CurrentExecution execution,
            ClientListener listener,
            KeyLifetimes lifetimes,
            Timing timing) {
        this.destination = destination;
        this.callHeaders = callHeaders;
        this.key = key;
        this.answerException = answerException;
        this.execution = execution;
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
        RetryReason reason = RetryClassifier.classify(answer);
        RetryAllowance left = RetryAllowance.of(answer.headers().getFirst(RetryAllowance.HEADER));
        if (reason != null && left != null) {
            callHeaders.retries().allowance().lowerTo(left);
        }
        Duration retryAfter = RetryAfter.of(answer.headers());
        Duration wait = after(reason, retryAfter, exception -> answerException.isOf(exception, answer));
        if (wait == null && !RetryClassifier.isDefinite(answer)) {
            leaveToNext();
        }
        return wait;
    }

    /** How long to wait before the next attempt; null if the failure stands. */
    @Nullable
    Duration afterFailure(Throwable failure) {
        Duration wait = after(RetryClassifier.classify(failure), Duration.ZERO, exception -> exception == failure);
        if (wait == null) {
            leaveToNext();
        }
        return wait;
    }

    /** The wait for the next attempt was broken off. */
    void interrupted() {
        listener.onGivenUp(destination.name(), GiveUpReason.INTERRUPTED);
        leaveToNext();
    }

    /** The call ended without a definite answer: if the application makes it again, that has its key. */
    void leaveToNext() {
        if (leftToNext.compareAndSet(false, true)) {
            key.leaveToNext();
        }
    }

    /** Whether its key is told apart by order, so that it matters whether the answer is read to its end. */
    boolean isTold() {
        return key.place() != null;
    }

    private @Nullable Duration after(@Nullable RetryReason reason, Duration retryAfter, Predicate<Throwable> failure) {
        if (reason == null) {
            return null;
        }
        Duration wait = wait(retryAfter);
        GiveUpReason end = end(wait);
        if (end != null) {
            listener.onGivenUp(destination.name(), end);
            if (execution != null && end != GiveUpReason.NO_KEY) {
                execution.note(new GivenUpCall(destination.name(), retryAfter, failure));
            }
            return null;
        }
        lastReason = reason;
        listener.onRetry(destination.name(), reason);
        return wait;
    }

    /** The budget of the destination comes last, so that only a retry that is made is charged. */
    private @Nullable GiveUpReason end(Duration wait) {
        AllowedRetries retries = callHeaders.retries();
        if (retries.whenSpent() == GiveUpReason.NO_KEY) {
            return GiveUpReason.NO_KEY;
        }
        if (attempt >= destination.attempts()) {
            return GiveUpReason.ATTEMPTS;
        }
        if (retries.allowance().remaining() == 0) {
            return retries.whenSpent();
        }
        long elapsed = timing.nanoTime().getAsLong() - start;
        if (wait.compareTo(destination.deadline().minusNanos(elapsed)) >= 0) {
            return GiveUpReason.DEADLINE;
        }
        if (!retries.allowance().tryTake()) {
            return retries.whenSpent();
        }
        if (!destination.budget().tryWithdraw()) {
            retries.allowance().giveBack();
            return GiveUpReason.BUDGET;
        }
        return null;
    }

    /**
     * Exponential back-off with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog), on top of what the server
     * asks for, so that its clients do not all come back at once.
     */
    private Duration wait(Duration atLeast) {
        double base = destination.backoffBase().toNanos();
        double ceiling = Math.min(destination.backoffCap().toNanos(), base * Math.pow(2, attempt - 1.0));
        return atLeast.plusNanos((long) (ceiling * timing.random().getAsDouble()));
    }
}
