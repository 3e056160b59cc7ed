package io.github.idempotency.limits;

import io.github.idempotency.RiskClass;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rates in force. The most particular one counts for an operation: its own, else that of its risk class, else the common
 * one. Each rate has a bucket of its own for each tenant, which the operations that it counts for share.
 *
 * @param common      the rate for all operations that no other counts for
 * @param riskClasses rates by risk class
 * @param endpoints   rates by operation
 */
public record KeyRates(KeyRate common, Map<RiskClass, KeyRate> riskClasses, Map<String, KeyRate> endpoints) {

    public KeyRates {
        riskClasses = Map.copyOf(riskClasses);
        endpoints = Map.copyOf(endpoints);
    }

    /** The rate that counts for an operation, with a name that tells its buckets from those of others. */
    Applied of(String operation, @Nullable RiskClass risk) {
        KeyRate own = endpoints.get(operation);
        if (own != null) {
            return new Applied("operation:" + operation, own);
        }
        KeyRate ofClass = risk == null ? null : riskClasses.get(risk);
        return ofClass != null ? new Applied("risk:" + risk, ofClass) : new Applied("", common);
    }

    record Applied(String name, KeyRate rate) {}
}
