package io.github.idempotency.governance;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.policy.Rollout;
import java.util.Map;

/**
 * What the application says about its endpoints besides annotations.
 *
 * @param mode                what is done about unclassified endpoints
 * @param rollout             phase of the rollout
 * @param keyReusedStatus     status of the answer to a key that was used with another payload
 * @param exempt              reasons by pattern: a route pattern, after an HTTP method and a space or for all of them
 * @param justifications      why a key is required or not, by operation
 * @param riskJustifications  the same by risk class
 * @param observability       where operations can be watched
 */
public record GovernanceSettings(
        GovernanceMode mode,
        Rollout rollout,
        int keyReusedStatus,
        Map<String, String> exempt,
        Map<String, String> justifications,
        Map<RiskClass, String> riskJustifications,
        String observability) {

    public GovernanceSettings {
        exempt = Map.copyOf(exempt);
        justifications = Map.copyOf(justifications);
        riskJustifications = Map.copyOf(riskJustifications);
    }
}
