package io.github.idempotency.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers refusals over a limit at a bounded pace: those that come too fast are held until it is their turn, without a thread.
 * Who sends the next request when the last one was answered can then send no faster. What cannot be held is answered at once.
 */
final class HeldRefusals {

    private static final Logger logger = System.getLogger(HeldRefusals.class.getName());

    private static final long GRACE_MILLIS = 10_000;

    private final Answers answers;
    private final Throttle throttle;
    private final AtomicLong nextTurn = new AtomicLong(System.nanoTime());
    private final AtomicInteger held = new AtomicInteger();

    HeldRefusals(Answers answers, Throttle throttle) {
        this.answers = answers;
        this.throttle = throttle;
    }

    /** How long an answer is to be held, by {@link #hold} once the request has left the dispatcher; zero to answer at once. */
    Duration delay(PendingAnswer answer, HttpServletRequest request, HttpServletResponse response) {
        boolean holdable = throttle.isOn()
                && answer.isOverLimit()
                && !isWrappedByTheApplication(response)
                && request.isAsyncSupported()
                && !request.isAsyncStarted()
                && held.get() < throttle.maxHeld()
                && !MockEnvironment.isServing(request);
        return holdable ? untilNextTurn() : Duration.ZERO;
    }

    /** A filter's own response may be complete for it when the request leaves it, and lose what is written later. */
    private static boolean isWrappedByTheApplication(ServletResponse response) {
        ServletResponse current = response;
        while (current instanceof ServletResponseWrapper wrapper) {
            boolean waits = current instanceof CapturingResponse
                    || current.getClass().getName().startsWith("org.springframework.security.");
            if (!waits) {
                return true;
            }
            current = wrapper.getResponse();
        }
        return false;
    }

    private Duration untilNextTurn() {
        long now = System.nanoTime();
        long after = nextTurn.getAndUpdate(
                turn -> Math.max(turn - now, 0) + now + throttle.interval().toNanos());
        return Duration.ofNanos(Math.max(after - now, 0));
    }

    /**
     * Holds an answer. It is written by a thread of the container, on no further dispatch: filters that authenticate a request
     * are not asked about it again.
     */
    void hold(Exchange exchange, HeldAnswer refusal, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) { // by a filter in between, with the right status
            write(exchange, refusal.answer(), request, response);
            return;
        }
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(refusal.delay().toMillis() + GRACE_MILLIS);
        held.incrementAndGet();
        context.addListener(new Departure());
        CompletableFuture.delayedExecutor(refusal.delay().toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(() -> start(context, () -> {
                    try {
                        write(exchange, refusal.answer(), request, response);
                    } finally {
                        context.complete();
                    }
                }));
    }

    /**
     * An answer that is to be held.
     *
     * @param delay for how long
     */
    record HeldAnswer(PendingAnswer answer, Duration delay) {}

    private void start(AsyncContext context, Runnable write) {
        try {
            context.start(write);
        } catch (IllegalStateException e) {
            logger.log(Level.DEBUG, "A request is over before its refusal was due", e);
        }
    }

    private void write(
            Exchange exchange, PendingAnswer answer, HttpServletRequest request, HttpServletResponse response) {
        try {
            answers.write(exchange, answer, request, response);
        } catch (IOException e) {
            logger.log(Level.DEBUG, "A client is gone before its refusal was due", e);
        }
    }

    /** Makes room, however the request ended. */
    private final class Departure implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            held.decrementAndGet();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
