package io.github.idempotency.actuate;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An operation, as the endpoint shows it.
 *
 * @param operation  its name
 * @param policy     all that is decided about it
 * @param store      {@code available}, or {@code unavailable} if the records could not be counted
 * @param executions how often the handler ran under a key in this process
 * @param replays    how often this process answered from a stored response
 * @param conflicts  how often this process refused a key that was used with another payload
 * @param outcomes   all outcomes in this process by their codes
 * @param inFlight   executions that run now, of all instances; null if the store is unavailable
 * @param records    records by state, of all instances; null if the store is unavailable
 * @param rollout    which phase of the rollout it is ready for
 */
public record OperationDescriptor(
        String operation,
        PolicyDescriptor policy,
        String store,
        long executions,
        long replays,
        long conflicts,
        Map<String, Long> outcomes,
        @Nullable Long inFlight,
        @Nullable Map<String, Long> records,
        RolloutDescriptor rollout)
        implements OperationResponseBody {}
