package io.github.idempotency.docs.reference;

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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClusterWideLimitConfiguration {

    // tag::limit[]
    @Bean
    NewKeyLimit clusterWideLimit(ProxyManager<Long> buckets, BucketConfiguration rate) {
        return new NewKeyLimit() {

            private BucketProxy bucket(RecordKey key) {
                long tenant = new RecordKey(key.tenant(), "", "").id().getMostSignificantBits();
                return buckets.builder().build(tenant, () -> rate);
            }

            @Override
            public Optional<Decision.Refuse> refusal(RecordKey key) {
                EstimationProbe probe = bucket(key).estimateAbilityToConsume(1);
                return probe.canBeConsumed()
                        ? Optional.empty()
                        : Optional.of(new Decision.Refuse(
                                Outcome.RATE_LIMITED, Duration.ofNanos(probe.getNanosToWaitForRefill())));
            }

            @Override
            public void created(RecordKey key) {
                bucket(key).consumeIgnoringRateLimits(1);
            }
        };
    }
    // end::limit[]
}
