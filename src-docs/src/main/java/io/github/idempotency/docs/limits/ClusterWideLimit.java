package io.github.idempotency.docs.limits;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.idempotency.core.Decision;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import java.time.Duration;
import java.util.Optional;

// tag::limit[]
/** Bounds the new keys of a tenant over all instances: the buckets are in a database that they share. */
final class ClusterWideLimit implements NewKeyLimit {

    private final ProxyManager<Long> buckets;
    private final BucketConfiguration rate;

    ClusterWideLimit(ProxyManager<Long> buckets, BucketConfiguration rate) {
        this.buckets = buckets;
        this.rate = rate;
    }

    @Override
    public Optional<Decision.Refuse> refusal(RecordKey key) {
        EstimationProbe probe = bucket(key).estimateAbilityToConsume(1);
        return probe.canBeConsumed()
                ? Optional.empty()
                : Optional.of(
                        new Decision.Refuse(Outcome.RATE_LIMITED, Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    @Override
    public void created(RecordKey key) {
        bucket(key).consumeIgnoringRateLimits(1);
    }

    /** One for each tenant, whatever the operation. */
    private BucketProxy bucket(RecordKey key) {
        long tenant = new RecordKey(key.tenant(), "", "").id().getMostSignificantBits();
        return buckets.builder().build(tenant, () -> rate);
    }
}
// end::limit[]
