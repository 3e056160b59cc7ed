package io.github.idempotency.core;

import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;

/**
 * How the engine goes about it.
 *
 * @param enabled      false is the kill switch: the store is not asked, fail-closed operations refuse, the rest run
 * @param rollout      phase of the rollout
 * @param claimTimeout longest wait for the store, more than zero
 * @param retryAfter   what clients are told to wait before they ask again
 * @param maxWaiters   how many duplicates may wait at a time for the execution in flight, each in its thread
 */
public record EngineSettings(
        boolean enabled, Rollout rollout, Duration claimTimeout, Duration retryAfter, int maxWaiters) {

    /** How many duplicates wait where nothing else is said. */
    public static final int DEFAULT_MAX_WAITERS = 50;

    /** Settings with the default number of waiters. */
    public EngineSettings(boolean enabled, Rollout rollout, Duration claimTimeout, Duration retryAfter) {
        this(enabled, rollout, claimTimeout, retryAfter, DEFAULT_MAX_WAITERS);
    }
}
