package io.github.idempotency.store.memory;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.IdempotencyStoreContract;
import java.time.Duration;
import java.time.Instant;

class InMemoryIdempotencyStoreTests extends IdempotencyStoreContract {

    private volatile Duration passed = Duration.ZERO;

    private final IdempotencyStore store =
            new InMemoryIdempotencyStore(() -> Instant.now().plus(passed));

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected void letPass(Duration time) {
        passed = passed.plus(time);
    }
}
