package io.github.idempotency.breaker;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker that opens after a number of failures in a row: a store that is away fails every call, while single
 * time-outs among calls that succeed are the weather. Once the open time is over, one call is let through; it decides whether
 * the circuit closes or stays open for as long again.
 *
 * <p>Known to nobody else: it is in no registry.
 */
public final class CircuitBreakerGuard implements CallGuard {

    private static final Logger logger = System.getLogger(CircuitBreakerGuard.class.getName());

    private final CircuitBreaker breaker;
    private final int threshold;
    private final Duration openDuration;
    private volatile @Nullable StoreUnavailableException lastFailure;

    /**
     * Creates a closed circuit breaker.
     *
     * @param threshold    failures in a row that open it, at least 1
     * @param openDuration how long calls are refused before one is let through, more than zero
     */
    public CircuitBreakerGuard(int threshold, Duration openDuration) {
        this.threshold = threshold;
        this.openDuration = openDuration;
        this.breaker = CircuitBreaker.of(
                "idempotency-store",
                CircuitBreakerConfig.custom()
                        .slidingWindow(threshold, threshold, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(100)
                        .slowCallRateThreshold(100)
                        .slowCallDurationThreshold(Duration.ofDays(1)) // a slow answer is an answer
                        .waitDurationInOpenState(openDuration)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(new ElapsedTime())
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> log(event.getStateTransition()));
    }

    @Override
    public boolean permits() {
        return breaker.tryAcquirePermission();
    }

    @Override
    public void succeeded(Duration duration) {
        breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void failed(Duration duration, StoreUnavailableException failure) {
        lastFailure = failure;
        breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, failure);
    }

    @Override
    public void undecided() {
        breaker.releasePermission();
    }

    @Override
    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
        };
    }

    private void log(StateTransition transition) {
        if (transition == StateTransition.CLOSED_TO_OPEN) {
            StoreUnavailableException failure = lastFailure;
            logger.log(
                    Level.WARNING,
                    "The circuit breaker of the idempotency store is open: " + threshold
                            + " calls in a row failed. Until the store answers again it is asked once every "
                            + openDuration.toMillis()
                            + " ms (idempotency.store.circuit-breaker.open-duration); meanwhile operations that fail closed"
                            + " are refused with 503 and the others run unprotected. The last failure: "
                            + (failure == null ? "unknown" : failure.getMessage()));
        } else if (transition == StateTransition.HALF_OPEN_TO_CLOSED) {
            lastFailure = null;
            logger.log(
                    Level.INFO,
                    "The circuit breaker of the idempotency store is closed: the store answers again, operations are protected");
        }
    }
}
