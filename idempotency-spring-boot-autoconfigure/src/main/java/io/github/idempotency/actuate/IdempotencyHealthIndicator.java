package io.github.idempotency.actuate;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the store answers, by reading one record. Details: {@code enabled}, the kill switch, and {@code rollout}, the phase, and
 * {@code circuit}, the state of the store's circuit breaker, if there is one. The breaker does not answer for the store here.
 * The answer comes within the time-out, even if the store hangs.
 */
public final class IdempotencyHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

    /** No record has this id. */
    private static final UUID NO_RECORD = new UUID(0, 0);

    private final IdempotencyStore store;
    private final @Nullable CallGuard guard;
    private final boolean enabled;
    private final Rollout rollout;
    private final Duration timeout;
    private final BoundedCalls calls = new BoundedCalls("idempotency-health");

    public IdempotencyHealthIndicator(
            IdempotencyStore store, @Nullable CallGuard guard, boolean enabled, Rollout rollout, Duration timeout) {
        super("The idempotency store does not answer");
        this.store = store;
        this.guard = guard;
        this.enabled = enabled;
        this.rollout = rollout;
        this.timeout = timeout;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("enabled", enabled)
                .withDetail("rollout", rollout.name().toLowerCase(Locale.ROOT));
        if (guard != null) {
            builder.withDetail("circuit", guard.state().code());
        }
        calls.call(() -> store.find(NO_RECORD), timeout);
        builder.up();
    }

    @Override
    public void destroy() {
        calls.close();
    }
}
