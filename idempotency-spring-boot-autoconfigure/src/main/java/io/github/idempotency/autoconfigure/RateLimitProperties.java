package io.github.idempotency.autoconfigure;

import io.github.idempotency.RiskClass;
import io.github.idempotency.limits.KeyRate;
import io.github.idempotency.limits.KeyRates;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast a tenant may use new keys.
 *
 * @param enabled     Whether to refuse new keys of a tenant that uses too many of them.
 * @param keys        Number of new keys a tenant may use in a period.
 * @param period      Period that the number of keys is for.
 * @param burst       Number of new keys a tenant may use at once after a rest; ten times the keys of a period unless set.
 * @param shared      Whether the instances grant the rate together, each its part of it; otherwise each grants all of it.
 * @param maxBuckets  Number of buckets that are kept, one for each tenant and rate.
 * @param riskClasses Rates by risk class, each with buckets of its own.
 * @param endpoints   Rates by operation, each with buckets of its own.
 */
public record RateLimitProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("100") long keys,
        @DefaultValue("1s") Duration period,
        @Nullable Long burst,
        @DefaultValue("true") boolean shared,
        @DefaultValue("10000") int maxBuckets,
        @DefaultValue Map<RiskClass, Rate> riskClasses,
        @DefaultValue Map<String, Rate> endpoints) {

    private static final String PREFIX = "idempotency.rate-limit.";

    public RateLimitProperties {
        riskClasses = Map.copyOf(riskClasses);
        endpoints = Map.copyOf(endpoints);
        check(PREFIX, keys, period, burst);
        PropertyChecks.range(PREFIX + "max-buckets", maxBuckets, 1, 10_000_000);
        riskClasses.forEach((risk, rate) -> rate.check(PREFIX + "risk-classes." + PropertyChecks.text(risk) + '.'));
        endpoints.forEach((operation, rate) -> rate.check(PREFIX + "endpoints.[" + operation + "]."));
    }

    KeyRates rates() {
        return new KeyRates(
                rate(keys, period, burst),
                riskClasses.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().rate())),
                endpoints.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().rate())));
    }

    private static void check(String prefix, long keys, Duration period, @Nullable Long burst) {
        PropertyChecks.check(keys >= 1 && keys <= 1_000_000, prefix + "keys", keys, "must be from 1 to 1000000");
        PropertyChecks.range(prefix + "period", period, "1s", "1d");
        PropertyChecks.check(
                burst == null || burst >= 1 && burst <= 10_000_000,
                prefix + "burst",
                burst,
                "must be from 1 to 10000000");
    }

    private static KeyRate rate(long keys, Duration period, @Nullable Long burst) {
        return new KeyRate(keys, period, burst == null ? 10 * keys : burst);
    }

    /**
     * A rate.
     *
     * @param keys   Number of new keys a tenant may use in a period.
     * @param period Period that the number of keys is for.
     * @param burst  Number of new keys a tenant may use at once after a rest; ten times the keys of a period unless set.
     */
    public record Rate(
            @DefaultValue("100") long keys,
            @DefaultValue("1s") Duration period,
            @Nullable Long burst) {

        private void check(String prefix) {
            RateLimitProperties.check(prefix, keys, period, burst);
        }

        private KeyRate rate() {
            return RateLimitProperties.rate(keys, period, burst);
        }
    }
}
