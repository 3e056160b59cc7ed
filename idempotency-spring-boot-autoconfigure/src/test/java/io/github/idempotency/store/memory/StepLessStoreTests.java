package io.github.idempotency.store.memory;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.IdempotencyStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** The contract is fair to a store that does only what it has to. */
class StepLessStoreTests extends IdempotencyStoreContract {

    private volatile Duration passed = Duration.ZERO;

    private final IdempotencyStore store =
            new StepLessStore(new InMemoryIdempotencyStore(() -> Instant.now().plus(passed)));

    @Override
    protected IdempotencyStore store() {
        return store;
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    protected void letPass(Duration time) {
        passed = passed.plus(time);
    }
}
