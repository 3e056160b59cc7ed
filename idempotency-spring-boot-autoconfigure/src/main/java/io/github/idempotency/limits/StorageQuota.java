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
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses new keys of tenants and operations whose records take as much as they may.
 *
 * <p>One instance measures the store for all, in the background. Requests are decided from memory: what the latest measurement
 * found, and what this process created since, as if each other instance had created as much. So all of them together keep to
 * the quota, also in a storm that comes evenly. An instance that has more than its part of the traffic comes to its limit early;
 * near the quota it therefore measures by itself, every second at most, and goes on with what is left. What was created is
 * taken for as large as the operation's records are on average.
 */
public final class StorageQuota implements NewKeyLimit, QuotaUsage {

    private static final Logger logger = System.getLogger(StorageQuota.class.getName());

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** The time between two measurements near a quota, unless they take long. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /** Near a quota, measuring may take up a twentieth of the time. */
    private static final int PAUSE_FOR_DURATION = 20;

    /** The size of a record of an operation that has none to compare with. */
    private static final long BYTES_UNLESS_KNOWN = 512;

    private final QuotaSettings settings;
    private final UsageStore store;
    private final SharedMeasurement measurement;
    private final IntSupplier instances;
    private final RecentCreations recent = new RecentCreations(System.nanoTime());
    private final Set<Object> reported = new HashSet<>();
    private volatile Measured measured = new Measured(Map.of(), Map.of());
    private volatile boolean pressed;
    private @Nullable Long steppedAt;
    private Duration longest = Duration.ZERO;

    /**
     * Creates the quota.
     *
     * @param settings  the quotas
     * @param store     sums up what records take
     * @param tasks     the same store, tells who measures
     * @param instances how many instances share the store
     */
    public StorageQuota(QuotaSettings settings, UsageStore store, OperatorStore tasks, IntSupplier instances) {
        this.settings = settings;
        this.store = store;
        this.measurement = new SharedMeasurement(store, tasks, settings.interval(), LONGEST_PAUSE);
        this.instances = instances;
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
        Named tenant = tenant(key.tenant());
        double ofTenant = shareOf(tenant, key.operation());
        double ofOperation = shareOf(key.operation());
        double known = Math.max(measuredShareOf(tenant), measuredShareOf(key.operation()));
        double share = Math.max(ofTenant, ofOperation);
        if (known < 1 && share - known >= (1 - known) / 2) {
            pressed = true;
        }
        // What is only assumed to be used up may turn out to be free in a moment.
        return share < 1
                ? Optional.empty()
                : Optional.of(
                        new Decision.Refuse(Outcome.QUOTA_EXCEEDED, known < 1 ? shortPause() : settings.interval()));
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
                : quota.shareOf(measured.of(tenant).and(createdSince(tenant), measured.bytesEach(operation)));
    }

    private double shareOf(String operation) {
        Quota quota = settings.ofOperation(operation);
        return quota == Quota.NONE
                ? 0
                : quota.shareOf(measured.of(operation).and(createdSince(operation), measured.bytesEach(operation)));
    }

    /** By all instances, as far as one of them can tell. */
    private long createdSince(Object name) {
        return recent.count(name) * instances.getAsInt();
    }

    private double measuredShareOf(Named tenant) {
        Quota quota = settings.ofTenant(tenant.label());
        return quota == Quota.NONE ? 0 : quota.shareOf(measured.of(tenant));
    }

    private double measuredShareOf(String operation) {
        Quota quota = settings.ofOperation(operation);
        return quota == Quota.NONE ? 0 : quota.shareOf(measured.of(operation));
    }

    private Named tenant(Tenant tenant) {
        return new Named(tenant.source(), store.labelOf(tenant));
    }

    private Duration pause() {
        return shorter(settings.interval(), LONGEST_PAUSE);
    }

    private Duration shortPause() {
        return shorter(settings.interval(), SHORTEST_PAUSE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration step() {
        long now = System.nanoTime();
        boolean hurries = pressed;
        Long last = steppedAt;
        if (!hurries && last != null && now - last < 0.9 * pause().toNanos()) {
            return shortPause();
        }
        steppedAt = now;
        pressed = false;
        recent.turn(now);
        measure(hurries);
        long asked = System.nanoTime();
        measurement.latest().ifPresent(usage -> {
            measured = Measured.of(usage);
            recent.forgetBefore(asked - usage.age().toNanos());
        });
        recent.turn(System.nanoTime());
        report();
        return shortPause();
    }

    private void measure(boolean hurries) {
        long start = System.nanoTime();
        if (hurries) {
            Duration pause = longest.multipliedBy(PAUSE_FOR_DURATION);
            measurement.measureIfOlderThan(pause.compareTo(shortPause()) > 0 ? pause : shortPause());
        } else {
            measurement.measureIfDue();
        }
        longest = Duration.ofNanos(System.nanoTime() - start);
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
            logger.log(Level.WARNING, tenantsNear(tenants.size(), settings.softShare()));
        }
        reported.retainAll(near);
    }

    static String tenantsNear(int tenants, double share) {
        return "The records of %s of %s quota or more (idempotency.quota); at 100 %% new keys are refused. The table idempotency_usage says %s"
                .formatted(
                        (tenants == 1 ? "one tenant take %.0f %%" : tenants + " tenants take %.0f %%")
                                .formatted(100 * share),
                        tenants == 1 ? "its" : "their",
                        tenants == 1 ? "which one" : "which");
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
