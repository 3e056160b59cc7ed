package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.store.IdempotencyStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A store that keeps responses in partitions keeps the contract of all. */
class PartitionedStoreTests extends IdempotencyStoreContract {

    private static JpaTestContext context;
    private static JpaIdempotencyStore store;

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
        ResponsePartitions partitions = new ResponsePartitions(context.entityManagerFactory, 8);
        partitions.maintain();
        partitions.look();
        store = new JpaIdempotencyStore(
                context.entityManagerFactory,
                context.transactionManager,
                Duration.ofSeconds(5),
                true,
                EnvelopeCodec.PLAIN,
                partitions);
    }

    @AfterAll
    static void close() {
        assertThat(context.observer.queryForObject("SELECT count(*) FROM idempotency_response", Integer.class))
                .as("responses in partitions")
                .isPositive();
        assertThat(context.observer.queryForObject(
                        "SELECT count(*) FROM idempotency_record WHERE body IS NOT NULL AND expires_at > now()",
                        Integer.class))
                .as("responses in records")
                .isZero();
        context.close();
    }

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected void letPass(Duration time) {
        context.letPass(time);
    }
}
