package io.github.idempotency.actuate;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An operation, as the endpoint shows it.
 *
 * @param operation  its name
 * @param policy     all that is decided about it
 * @param effectMarking which transactions of its handler carry the marker of the record: {@code transactional}, {@code partial} if
 *                   those of the transaction manager that is used by default do not, {@code none}
 * @param store      {@code available}, or {@code unavailable} if the records could not be counted
 * @param statistics whose requests were counted, and who met the most conflicts
 * @param executions how often the handler ran under a key
 * @param replays    how often a request was answered from a stored response
 * @param conflicts  how often a key that was used with another payload was refused
 * @param outcomes   all outcomes by their codes
 * @param synthetic  the outcomes of requests that are tagged as synthetic, such as those of drills; they are in none of the others
 * @param inFlight   executions that run now, of all instances; null if the store is unavailable
 * @param oldestInFlight how long the oldest of them has been running, as an ISO-8601 duration; null if none was found among
 *                   the youngest 10,000 records of this retention, or nobody looked
 * @param records    records by state, of all instances; null if the store is unavailable
 * @param storage    the room they take; null if it was not measured yet
 * @param rollout    which phase of the rollout it is ready for
 */
public record OperationDescriptor(
        String operation,
        PolicyDescriptor policy,
        String effectMarking,
        String store,
        StatisticsDescriptor statistics,
        long executions,
        long replays,
        long conflicts,
        Map<String, Long> outcomes,
        Map<String, Long> synthetic,
        @Nullable Long inFlight,
        @Nullable String oldestInFlight,
        @Nullable Map<String, Long> records,
        @Nullable StorageDescriptor storage,
        RolloutDescriptor rollout)
        implements OperationResponseBody {}
