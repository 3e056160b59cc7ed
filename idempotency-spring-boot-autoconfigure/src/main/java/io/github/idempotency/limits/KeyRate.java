package io.github.idempotency.limits;

import java.time.Duration;

/**
 * How fast a tenant may use new keys.
 *
 * @param keys   new keys a period, more than zero
 * @param period the period, more than zero; keys are granted evenly over it
 * @param burst  new keys that a tenant may use at once after a rest, more than zero
 */
public record KeyRate(long keys, Duration period, long burst) {}
