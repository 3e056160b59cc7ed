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
 */
public record EngineSettings(boolean enabled, Rollout rollout, Duration claimTimeout, Duration retryAfter) {}
