package io.github.idempotency.docs.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.BucketConfiguration;
import io.github.idempotency.core.NewKeyLimit;
import io.github.idempotency.core.Outcome;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.Tenant;
import io.github.idempotency.test.PostgresServer;
import io.github.idempotency.test.TestDatabase;
import java.time.Duration;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ClusterWideLimitTests {

    private static final BucketConfiguration FIVE_AN_HOUR = BucketConfiguration.builder()
            .addLimit(limit -> limit.capacity(5).refillGreedy(5, Duration.ofHours(1)))
            .build();

    private final TestDatabase database = PostgresServer.createDatabase();

    private final DataSource dataSource =
            new DriverManagerDataSource(database.url(), database.username(), database.password());

    private final NewKeyLimit one = instance();

    private final NewKeyLimit other = instance();

    @BeforeEach
    void createTable() {
        JdbcClient.create(dataSource)
                .sql("CREATE TABLE bucket (id BIGINT PRIMARY KEY, state BYTEA, expires_at BIGINT)")
                .update();
    }

    @Test
    void whatOneInstanceGrantedTheOtherRefuses() {
        IntStream.range(0, 5).forEach(number -> one.created(key("acme", number)));

        assertThat(other.refusal(key("acme", 0))).hasValueSatisfying(refusal -> {
            assertThat(refusal.outcome()).isEqualTo(Outcome.RATE_LIMITED);
            assertThat(refusal.retryAfter()).isPositive().isLessThan(Duration.ofHours(1));
        });
        assertThat(other.refusal(key("another", 0))).isEmpty();
    }

    @Test
    void oneInstanceGrantsWhatTheOtherLeft() {
        one.created(key("acme", 1));

        assertThat(other.refusal(key("acme", 2))).isEmpty();
    }

    @Test
    void theConfiguredRateIsTaken() {
        assertThat(new LimitsConfiguration().clusterWideLimit(dataSource).refusal(key("acme", 1)))
                .isEmpty();
    }

    private NewKeyLimit instance() {
        return new ClusterWideLimit(LimitsConfiguration.buckets(dataSource), FIVE_AN_HOUR);
    }

    private static RecordKey key(String tenant, int number) {
        return new RecordKey(Tenant.named(tenant), "pay", "key-" + number);
    }
}
