package io.github.idempotency.autoconfigure;

import io.github.idempotency.limits.Quota;
import io.github.idempotency.limits.QuotaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much the records of a tenant or an operation may take. Needs the store of type jpa.
 *
 * @param enabled      Whether to refuse new keys of tenants and operations whose records take as much as they may.
 * @param interval     Time between two measurements of the table, which one instance makes for all.
 * @param softShare    Share of a quota from which the log warns.
 * @param perTenant    Quota of each tenant, over all operations.
 * @param tenants      Quotas of single tenants, by name.
 * @param perOperation Quota of each operation, over all tenants.
 * @param endpoints    Quotas of single operations.
 */
public record QuotaProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("1m") Duration interval,
        @DefaultValue("0.8") double softShare,
        @DefaultValue Limit perTenant,
        @DefaultValue Map<String, Limit> tenants,
        @DefaultValue Limit perOperation,
        @DefaultValue Map<String, Limit> endpoints) {

    private static final String PREFIX = "idempotency.quota.";

    public QuotaProperties {
        tenants = Map.copyOf(tenants);
        endpoints = Map.copyOf(endpoints);
        PropertyChecks.range(PREFIX + "interval", interval, "1s", "1d");
        PropertyChecks.check(
                softShare > 0 && softShare <= 1, PREFIX + "soft-share", softShare, "must be more than 0 and at most 1");
        perTenant.check(PREFIX + "per-tenant.");
        perOperation.check(PREFIX + "per-operation.");
        tenants.forEach((name, limit) -> limit.check(PREFIX + "tenants.[" + name + "]."));
        endpoints.forEach((name, limit) -> limit.check(PREFIX + "endpoints.[" + name + "]."));
        boolean limitsNothing = Stream.of(
                        Stream.of(perTenant, perOperation), tenants.values().stream(), endpoints.values().stream())
                .flatMap(limits -> limits)
                .allMatch(Limit::isEmpty);
        PropertyChecks.check(
                !enabled || !limitsNothing,
                PREFIX + "enabled",
                true,
                "needs a quota, such as idempotency.quota.per-tenant.records or idempotency.quota.per-operation.bytes");
    }

    QuotaSettings settings() {
        return new QuotaSettings(
                interval, softShare, perTenant.quota(), quotas(tenants), perOperation.quota(), quotas(endpoints));
    }

    private static Map<String, Quota> quotas(Map<String, Limit> limits) {
        return limits.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().quota()));
    }

    /**
     * The most that records may take; what is not set is not limited.
     *
     * @param records Number of records.
     * @param bytes   Size of the records as stored, indexes and free room aside.
     */
    public record Limit(@Nullable Long records, @Nullable DataSize bytes) {

        private boolean isEmpty() {
            return records == null && bytes == null;
        }

        private void check(String prefix) {
            PropertyChecks.check(records == null || records >= 1, prefix + "records", records, "must be 1 or more");
            PropertyChecks.check(
                    bytes == null || bytes.toKilobytes() >= 1, prefix + "bytes", bytes, "must be 1KB or more");
        }

        private Quota quota() {
            return isEmpty()
                    ? Quota.NONE
                    : new Quota(
                            records == null ? Long.MAX_VALUE : records,
                            bytes == null ? Long.MAX_VALUE : bytes.toBytes());
        }
    }
}
