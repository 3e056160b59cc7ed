package io.github.idempotency.core.statistics;

import io.github.idempotency.core.Outcome;

/**
 * A number of requests.
 *
 * @param operation     the operation
 * @param outcome       what became of them
 * @param clientVersion what the client says of itself, bounded
 * @param count         how many there were
 */
public record OutcomeCount(String operation, Outcome outcome, String clientVersion, long count) {}
