package io.github.idempotency.store.jpa;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.IdempotencyStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JpaIdempotencyStoreTests extends IdempotencyStoreContract {

    private static JpaTestContext context;

    @BeforeAll
    static void open() {
        context = new JpaTestContext();
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @Override
    protected IdempotencyStore store() {
        return context.store;
    }

    @Override
    protected void letPass(Duration time) {
        context.letPass(time);
    }
}
