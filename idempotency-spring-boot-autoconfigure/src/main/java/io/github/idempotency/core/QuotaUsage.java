package io.github.idempotency.core;

import java.util.Map;

/** How much of the storage quotas is used, as shares from 0 up; at 1 new keys are refused. Asked from memory. */
public interface QuotaUsage {

    /** The share in use by operation, of those that have a quota. */
    Map<String, Double> byOperation();

    /** The share in use by the tenant that uses most of its quota. */
    double highestOfTenants();

    /**
     * How many tenants use a share of their quota or more.
     *
     * @param share more than zero
     */
    long tenantsFrom(double share);
}
