package io.github.idempotency.core.statistics;

import io.github.idempotency.core.ClientVersions;
import io.github.idempotency.core.Outcome;

/**
 * A number of requests.
 *
 * @param operation     the operation
 * @param outcome       what became of them
 * @param clientVersion what the client says of itself, bounded
 * @param count         how many there were
 */
public record OutcomeCount(String operation, Outcome outcome, String clientVersion, long count) {

    /** Whether they were tagged as synthetic: they are no measure of what clients do. */
    public boolean isSynthetic() {
        return clientVersion.equals(ClientVersions.SYNTHETIC);
    }
}
