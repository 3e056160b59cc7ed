package io.github.idempotency.actuate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the endpoint shows.
 *
 * @param enabled    whether operations are protected
 * @param rollout    phase of the rollout
 * @param store      {@code available}, or {@code unavailable} if the records could not be counted
 * @param statistics whose requests were counted, and who met the most conflicts
 * @param operations the operations by name
 * @param quota      how much of the storage quotas is used; null without quotas
 * @param governance the mutation endpoints and which are classified; null if they are not known
 */
public record IdempotencyDescriptor(
        boolean enabled,
        String rollout,
        String store,
        StatisticsDescriptor statistics,
        List<OperationDescriptor> operations,
        @Nullable QuotaDescriptor quota,
        @Nullable GovernanceDescriptor governance)
        implements OperationResponseBody {}
