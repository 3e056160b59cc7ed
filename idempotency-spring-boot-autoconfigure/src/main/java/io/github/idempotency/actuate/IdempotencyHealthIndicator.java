package io.github.idempotency.actuate;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the store answers, by reading one record. Details: {@code enabled}, the kill switch, and {@code rollout}, the phase.
 * The answer comes within the time-out, even if the store hangs.
 */
public final class IdempotencyHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

    /** No record has this id. */
    private static final UUID NO_RECORD = new UUID(0, 0);

    private final IdempotencyStore store;
    private final boolean enabled;
    private final Rollout rollout;
    private final Duration timeout;
    private final BoundedCalls calls = new BoundedCalls("idempotency-health");

    public IdempotencyHealthIndicator(IdempotencyStore store, boolean enabled, Rollout rollout, Duration timeout) {
        super("The idempotency store does not answer");
        this.store = store;
        this.enabled = enabled;
        this.rollout = rollout;
        this.timeout = timeout;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("enabled", enabled)
                .withDetail("rollout", rollout.name().toLowerCase(Locale.ROOT));
        calls.call(() -> store.find(NO_RECORD), timeout);
        builder.up();
    }

    @Override
    public void destroy() {
        calls.close();
    }
}
