package io.github.idempotency.docs.limits;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.idempotency.core.NewKeyLimit;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

// tag::configuration[]
@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {

    /** The table: CREATE TABLE bucket (id BIGINT PRIMARY KEY, state BYTEA, expires_at BIGINT). */
    @Bean
    NewKeyLimit clusterWideLimit(DataSource dataSource) {
        BucketConfiguration rate = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(1_000).refillGreedy(100, Duration.ofSeconds(1)))
                .build();
        return new ClusterWideLimit(buckets(dataSource), rate);
    }

    static ProxyManager<Long> buckets(DataSource dataSource) {
        return Bucket4jPostgreSQL.selectForUpdateBasedBuilder(dataSource)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .build();
    }
}
// end::configuration[]
