package io.github.idempotency.limits;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.OperationCatalog;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Grants each tenant new keys from a token bucket in the memory of this process.
 *
 * <p>A token is taken once the record exists, not before: what is charged is exactly what was created, and nothing has to be
 * given back for replays, conflicts and claims that failed. Requests that pass an almost empty bucket at the same time leave it
 * in debt, which is paid off before the next key is granted, so that the rate holds in the long run.
 *
 * <p>Instances that share a rate take a token each for every key, as if each of the others had created one too: together they
 * grant the rate if requests come to them evenly, and less if not.
 *
 * <p>The buckets are bounded in number. A tenant whose bucket had to make room, as the one that was not used for longest, gets
 * a full one.
 */
public final class KeyRateLimit implements NewKeyLimit {

    private final KeyRates rates;
    private final Supplier<@Nullable OperationCatalog> catalog;
    private final IntSupplier instances;
    private final LongSupplier nanoTime;
    private final Map<String, KeyRates.Applied> byOperation = new ConcurrentHashMap<>();
    private final Buckets buckets;

    /**
     * Creates the limit.
     *
     * @param rates      the rates
     * @param catalog    tells the risk classes of operations
     * @param maxBuckets the most buckets kept, more than zero; each takes about 200 bytes
     * @param instances  how many instances share the rates
     */
    public KeyRateLimit(
            KeyRates rates, Supplier<@Nullable OperationCatalog> catalog, int maxBuckets, IntSupplier instances) {
        this(rates, catalog, maxBuckets, instances, System::nanoTime);
    }

    KeyRateLimit(
            KeyRates rates,
            Supplier<@Nullable OperationCatalog> catalog,
            int maxBuckets,
            IntSupplier instances,
            LongSupplier nanoTime) {
        this.rates = rates;
        this.catalog = catalog;
        this.instances = instances;
        this.nanoTime = nanoTime;
        this.buckets = new Buckets(maxBuckets);
    }

    @Override
    public Optional<Decision.Refuse> refusal(RecordKey key) {
        Duration wait = bucket(key).timeUntilNext(nanoTime.getAsLong());
        return wait.isZero() ? Optional.empty() : Optional.of(new Decision.Refuse(Outcome.RATE_LIMITED, wait));
    }

    @Override
    public void created(RecordKey key) {
        bucket(key).take(instances.getAsInt(), nanoTime.getAsLong());
    }

    /** The number of buckets kept. */
    int buckets() {
        return buckets.size();
    }

    private TokenBucket bucket(RecordKey key) {
        KeyRates.Applied applied = byOperation.computeIfAbsent(key.operation(), this::applied);
        // An id has 16 bytes, however long the name of the tenant is.
        UUID id = new RecordKey(key.tenant(), applied.name(), "").id();
        return buckets.get(id, () -> new TokenBucket(applied.rate(), nanoTime.getAsLong()));
    }

    private KeyRates.Applied applied(String operation) {
        OperationCatalog known = catalog.get();
        RiskClass risk = known == null
                ? null
                : known.operations().stream()
                        .filter(candidate -> candidate.name().equals(operation))
                        .map(Operation::risk)
                        .findFirst()
                        .orElse(null);
        return rates.of(operation, risk);
    }
}
