package io.github.idempotency.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.envelope.BodyCompression;
import io.github.idempotency.core.envelope.ContentCipher;
import io.github.idempotency.core.envelope.EncryptionKeys;
import io.github.idempotency.core.envelope.EnvelopeCodec;
import io.github.idempotency.store.IdempotencyStoreContract;
import java.time.Duration;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A store that encrypts and compresses keeps the contract of all. */
class PackingStoreTests extends IdempotencyStoreContract {

    private static JpaTestContext context;
    private static JpaIdempotencyStore store;

    private static final class OneKey implements EncryptionKeys {

        @Override
        public String activeKey() {
            return "one";
        }

        @Override
        public SecretKey find(String name) {
            return new SecretKeySpec(new byte[32], "AES");
        }
    }

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
        store = new JpaIdempotencyStore(
                context.entityManagerFactory,
                context.transactionManager,
                Duration.ofSeconds(5),
                true,
                new EnvelopeCodec(new ContentCipher(new OneKey()), new BodyCompression(1)));
    }

    @AfterAll
    static void close() {
        assertThat(context.observer.queryForObject(
                        "SELECT count(*) FROM idempotency_record WHERE body IS NOT NULL", Integer.class))
                .as("responses")
                .isPositive()
                .isEqualTo(context.observer.queryForObject(
                        "SELECT count(*) FROM idempotency_record WHERE format_version = 2 AND headers IS NULL",
                        Integer.class));
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
