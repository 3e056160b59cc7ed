package io.github.idempotency.metrics;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.QuotaUsage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The gauges {@code idempotency.quota.usage} (share in use; {@code operation}), {@code idempotency.quota.tenant.usage} (share in
 * use by the tenant that uses most) and {@code idempotency.quota.tenants} (number of tenants; {@code level} {@code soft} or
 * {@code hard}). No tenant has a series of its own. Scrapes are answered from memory.
 */
public final class QuotaGauges {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final QuotaUsage quota;
    private final double softShare;
    private final Set<String> registered = new HashSet<>();
    private boolean tenantsShown;

    /**
     * Creates the gauges.
     *
     * @param registry  where they are registered
     * @param quota     what is in use
     * @param softShare the share of a quota that counts as {@code soft}
     */
    public QuotaGauges(MeterRegistry registry, QuotaUsage quota, double softShare) {
        this.registry = registry;
        this.quota = quota;
        this.softShare = softShare;
    }

    /** The registration of what appears while the application runs, as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-quota-gauges", Duration.ZERO, INTERVAL, "Could not show idempotency quotas", this::step);
    }

    private Duration step() {
        if (!tenantsShown) {
            showTenants();
            tenantsShown = true;
        }
        quota.byOperation().keySet().stream().filter(registered::add).forEach(this::register);
        return INTERVAL;
    }

    private void showTenants() {
        Gauge.builder("idempotency.quota.tenant.usage", quota, QuotaUsage::highestOfTenants)
                .description("Share of its quota that the tenant takes that takes most")
                .register(registry);
        registerTenants("soft", softShare);
        registerTenants("hard", 1);
    }

    private void registerTenants(String level, double share) {
        Gauge.builder("idempotency.quota.tenants", quota, used -> used.tenantsFrom(share))
                .description("Tenants that take this much of their quota or more")
                .tag("level", level)
                .register(registry);
    }

    private void register(String operation) {
        Gauge.builder(
                        "idempotency.quota.usage",
                        quota,
                        used -> used.byOperation().getOrDefault(operation, 0.0))
                .description("Share of its quota that the records of an operation take")
                .tag("operation", operation)
                .register(registry);
    }
}
