package io.github.idempotency.breaker;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * A circuit breaker that opens after a number of failures in a row: a store that is unavailable fails every call, while single
 * time-outs among calls that succeed are ordinary. Once the open time is over, one call is let through; it decides whether the
 * circuit closes or stays open for as long again.
 */
public final class CircuitBreakerGuard implements CallGuard {

    private static final Logger logger = System.getLogger(CircuitBreakerGuard.class.getName());

    private final int threshold;
    private final Duration openDuration;
    private volatile State state = State.CLOSED;
    private volatile int failures;

    /** Guarded by this, as every change of the two above is. */
    private long openedAt;

    private boolean trying;

    /**
     * Creates a closed circuit breaker.
     *
     * @param threshold    failures in a row that open it, at least 1
     * @param openDuration how long calls are refused before one is let through, more than zero
     */
    public CircuitBreakerGuard(int threshold, Duration openDuration) {
        this.threshold = threshold;
        this.openDuration = openDuration;
    }

    @Override
    public boolean permits() {
        return state == State.CLOSED || permitsTrial();
    }

    private synchronized boolean permitsTrial() {
        if (state == State.OPEN && System.nanoTime() - openedAt >= openDuration.toNanos()) {
            state = State.HALF_OPEN;
            trying = false;
        }
        if (state == State.HALF_OPEN && !trying) {
            trying = true;
            return true;
        }
        return state == State.CLOSED;
    }

    @Override
    public void succeeded(Duration duration) {
        boolean unchanged = state == State.CLOSED && failures == 0;
        if (!unchanged && closes()) {
            logger.log(
                    Level.INFO,
                    "The circuit breaker of the idempotency store is closed: the store answers again, operations are protected");
        }
    }

    /** A late answer to a call that began before the circuit opened does not close it. */
    private synchronized boolean closes() {
        if (state == State.OPEN) {
            return false;
        }
        failures = 0;
        boolean closes = state == State.HALF_OPEN;
        state = State.CLOSED;
        return closes;
    }

    @Override
    public void failed(Duration duration, StoreUnavailableException failure) {
        if (opensFirst()) {
            logger.log(
                    Level.WARNING,
                    "The circuit breaker of the idempotency store is open: " + threshold
                            + " calls in a row failed. Until the store answers again it is asked once every "
                            + openDuration.toMillis()
                            + " ms (idempotency.store.circuit-breaker.open-duration); meanwhile operations that fail closed"
                            + " are refused with 503 and the others run unprotected. The last failure: "
                            + failure.getMessage());
        }
    }

    /** Whether an outage begins with this failure. */
    private synchronized boolean opensFirst() {
        State before = state;
        if (before == State.OPEN || before == State.CLOSED && ++failures < threshold) {
            return false;
        }
        openedAt = System.nanoTime();
        state = State.OPEN;
        return before == State.CLOSED;
    }

    @Override
    public synchronized void undecided() {
        trying = false;
    }

    @Override
    public State state() {
        return state;
    }
}
