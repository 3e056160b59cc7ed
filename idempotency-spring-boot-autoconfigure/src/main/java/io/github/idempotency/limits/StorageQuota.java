package io.github.idempotency.limits;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.QuotaUsage;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.SharedMeasurement;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.core.UsageStore;
import io.github.idempotency.core.UsageStore.TenantUse;
import io.github.idempotency.core.UsageStore.Usage;
import io.github.idempotency.limits.Quota.Used;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Refuses new keys of tenants and operations whose records take as much as they may.
 *
 * <p>One instance measures the store for all, in the background. Requests are decided from memory: what the latest measurement
 * found, and what this process created since. So a quota is exceeded by at most what the other instances create between two
 * measurements. What this process created is taken for as large as the operation's records are on average.
 */
public final class StorageQuota implements NewKeyLimit, QuotaUsage {

    private static final Logger logger = System.getLogger(StorageQuota.class.getName());

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** The size of a record of an operation that has none to compare with. */
    private static final long BYTES_UNLESS_KNOWN = 512;

    private final QuotaSettings settings;
    private final UsageStore store;
    private final SharedMeasurement measurement;
    private final RecentCreations recent = new RecentCreations(System.nanoTime());
    private final Set<Object> reported = new HashSet<>();
    private volatile Measured measured = new Measured(Map.of(), Map.of());

    /**
     * Creates the quota.
     *
     * @param settings the quotas
     * @param store    sums up what records take
     * @param tasks    the same store, tells who measures
     */
    public StorageQuota(QuotaSettings settings, UsageStore store, OperatorStore tasks) {
        this.settings = settings;
        this.store = store;
        this.measurement = new SharedMeasurement(store, tasks, settings.interval(), LONGEST_PAUSE);
    }

    /** The measuring as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-quota",
                Duration.ZERO,
                pause(),
                "Could not measure what idempotency records take; quotas go by what is known",
                this::step,
                measurement::release);
    }

    @Override
    public Optional<Decision.Refuse> refusal(RecordKey key) {
        boolean full = shareOf(tenant(key.tenant()), key.operation()) >= 1 || shareOf(key.operation()) >= 1;
        return full ? Optional.of(new Decision.Refuse(Outcome.QUOTA_EXCEEDED, settings.interval())) : Optional.empty();
    }

    @Override
    public void created(RecordKey key) {
        recent.add(tenant(key.tenant()));
        recent.add(key.operation());
    }

    @Override
    public Map<String, Double> byOperation() {
        return measured.operations().keySet().stream()
                .filter(operation -> settings.ofOperation(operation) != Quota.NONE)
                .collect(Collectors.toMap(Function.identity(), this::shareOf));
    }

    @Override
    public double highestOfTenants() {
        return measured.tenants().keySet().stream()
                .mapToDouble(this::measuredShareOf)
                .max()
                .orElse(0);
    }

    @Override
    public long tenantsFrom(double share) {
        return measured.tenants().keySet().stream()
                .filter(tenant -> measuredShareOf(tenant) >= share)
                .count();
    }

    private double shareOf(Named tenant, String operation) {
        Quota quota = settings.ofTenant(tenant.label());
        return quota == Quota.NONE
                ? 0
                : quota.shareOf(measured.of(tenant).and(recent.count(tenant), measured.bytesEach(operation)));
    }

    private double shareOf(String operation) {
        Quota quota = settings.ofOperation(operation);
        return quota == Quota.NONE
                ? 0
                : quota.shareOf(measured.of(operation).and(recent.count(operation), measured.bytesEach(operation)));
    }

    private double measuredShareOf(Named tenant) {
        return settings.ofTenant(tenant.label()).shareOf(measured.of(tenant));
    }

    private Named tenant(Tenant tenant) {
        return new Named(tenant.source(), store.labelOf(tenant));
    }

    private Duration pause() {
        return settings.interval().compareTo(LONGEST_PAUSE) < 0 ? settings.interval() : LONGEST_PAUSE;
    }

    private Duration step() {
        measurement.measureIfDue();
        long asked = System.nanoTime();
        measurement.latest().ifPresent(usage -> {
            measured = Measured.of(usage);
            recent.forgetBefore(asked - usage.age().toNanos());
        });
        recent.turn(System.nanoTime());
        report();
        return pause();
    }

    /** Says once of each that it comes near its quota, and once more if it does so again. */
    private void report() {
        Set<Object> near = new HashSet<>();
        byOperation().forEach((operation, share) -> {
            if (share >= settings.softShare()) {
                near.add(operation);
                if (reported.add(operation)) {
                    logger.log(
                            Level.WARNING,
                            "The records of operation %s take %.0f %% of its quota (idempotency.quota); at 100 %% new keys are refused"
                                    .formatted(operation, 100 * share));
                }
            }
        });
        Set<Named> tenants = measured.tenants().keySet().stream()
                .filter(tenant -> measuredShareOf(tenant) >= settings.softShare())
                .collect(Collectors.toSet());
        near.addAll(tenants);
        if (reported.addAll(tenants)) {
            logger.log(
                    Level.WARNING,
                    "The records of %d tenants take %.0f %% of their quota or more (idempotency.quota); at 100 %% their new keys are refused. The table idempotency_usage says which"
                            .formatted(tenants.size(), 100 * settings.softShare()));
        }
        reported.retainAll(near);
    }

    private record Named(Tenant.Source source, String label) {}

    private record Measured(Map<Named, Used> tenants, Map<String, Used> operations) {

        static Measured of(Usage usage) {
            return new Measured(
                    usage.tenants().stream().collect(Collectors.toMap(Measured::name, Measured::used, Used::and)),
                    usage.operations().stream()
                            .collect(Collectors.toMap(
                                    OperatorStore.StorageUse::operation,
                                    use -> new Used(use.records(), use.bytes()),
                                    Used::and)));
        }

        private static Named name(TenantUse use) {
            return new Named(use.source(), use.label());
        }

        private static Used used(TenantUse use) {
            return new Used(use.records(), use.bytes());
        }

        Used of(Named tenant) {
            return tenants.getOrDefault(tenant, Used.NOTHING);
        }

        Used of(String operation) {
            return operations.getOrDefault(operation, Used.NOTHING);
        }

        long bytesEach(String operation) {
            Used used = of(operation);
            return used.records() == 0 ? BYTES_UNLESS_KNOWN : used.bytes() / used.records();
        }
    }
}
