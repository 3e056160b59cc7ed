package io.github.idempotency.core;

import io.github.idempotency.core.OperatorStore.StorageUse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A store that keeps a summary of what its records take, so that each instance can know it without looking at the records. All
 * methods throw {@link StoreUnavailableException} if the store cannot answer.
 */
public interface UsageStore {

    /** The largest tenants that a summary has. */
    int LARGEST_TENANTS = 10_000;

    /** Makes the summary anew. Looks at all records: one instance does it for all, and not on the way of a request. */
    void measureUsage();

    /** Reads the latest summary, as far as there is one. */
    Optional<Usage> readUsage();

    /** The name under which a summary has a tenant. */
    String labelOf(Tenant tenant);

    /**
     * What the records take.
     *
     * @param age        how long ago the measurement began, by the store's clock
     * @param operations by operation and state
     * @param tenants    by tenant, the largest {@value #LARGEST_TENANTS}
     */
    record Usage(Duration age, List<StorageUse> operations, List<TenantUse> tenants) {

        public Usage {
            operations = List.copyOf(operations);
            tenants = List.copyOf(tenants);
        }
    }

    /**
     * What the records of a tenant take.
     *
     * @param source  where the name of the tenant comes from
     * @param label   its {@linkplain #labelOf label}
     * @param records how many there are
     * @param bytes   what they take as stored, indexes and free room aside
     */
    record TenantUse(Tenant.Source source, String label, long records, long bytes) {}
}
