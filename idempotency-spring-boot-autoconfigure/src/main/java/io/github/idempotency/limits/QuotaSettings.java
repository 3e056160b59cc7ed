package io.github.idempotency.limits;

import java.time.Duration;
import java.util.Map;

/**
 * The quotas in force.
 *
 * @param interval     the time between two measurements of the store, more than zero
 * @param softShare    the share of a quota from which the log warns, more than 0 and at most 1
 * @param perTenant    the quota of each tenant
 * @param tenants      quotas of single tenants, by name
 * @param perOperation the quota of each operation, over all tenants
 * @param operations   quotas of single operations, by name
 */
public record QuotaSettings(
        Duration interval,
        double softShare,
        Quota perTenant,
        Map<String, Quota> tenants,
        Quota perOperation,
        Map<String, Quota> operations) {

    public QuotaSettings {
        tenants = Map.copyOf(tenants);
        operations = Map.copyOf(operations);
    }

    Quota ofTenant(String name) {
        return tenants.getOrDefault(name, perTenant);
    }

    Quota ofOperation(String name) {
        return operations.getOrDefault(name, perOperation);
    }
}
