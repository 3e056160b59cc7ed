package io.github.idempotency.actuate;

import io.github.idempotency.core.QuotaUsage;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the storage quotas is used, in shares from 0 up; at 1 new keys are refused.
 *
 * @param highestOfTenants the share of the tenant that uses most of its own
 * @param fullTenants      how many tenants have used all of it
 * @param operations       the share by operation, of those that have a quota
 */
public record QuotaDescriptor(double highestOfTenants, long fullTenants, Map<String, Double> operations) {

    static QuotaDescriptor of(QuotaUsage usage) {
        return new QuotaDescriptor(usage.highestOfTenants(), usage.tenantsFrom(1), new TreeMap<>(usage.byOperation()));
    }
}
