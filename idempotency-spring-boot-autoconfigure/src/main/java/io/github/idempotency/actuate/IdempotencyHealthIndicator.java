package io.github.idempotency.actuate;

import io.github.idempotency.core.CallGuard;
import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.core.OperatorStore;
import io.github.idempotency.core.OperatorStore.UncertainCount;
import io.github.idempotency.core.StoreUnavailableException;
import io.github.idempotency.core.policy.Rollout;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether the store answers, by reading one record. Details: {@code enabled}, the kill switch, {@code rollout}, the phase,
 * {@code circuit}, the state of the store's circuit breaker, if there is one, and {@code uncertain} and
 * {@code oldestUncertain}, number and age of the records that wait for an operator. Such records are no reason to be down:
 * every instance sees the same ones, and each can serve. The breaker does not answer for the store here. The answer comes
 * within the time-out, even if the store hangs.
 */
public final class IdempotencyHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

    /** No record has this id. */
    private static final UUID NO_RECORD = new UUID(0, 0);

    private final IdempotencyStore store;
    private final @Nullable OperatorStore operatorStore;
    private final @Nullable CallGuard guard;
    private final boolean enabled;
    private final Rollout rollout;
    private final Duration timeout;
    private final BoundedCalls calls = new BoundedCalls("idempotency-health");

    /**
     * Creates an indicator.
     *
     * @param store         the store
     * @param operatorStore the same store, null if its records cannot be visited
     * @param guard         the store's circuit breaker, null if there is none
     * @param enabled       whether operations are protected
     * @param rollout       phase of the rollout
     * @param timeout       longest wait for the store
     */
    public IdempotencyHealthIndicator(
            IdempotencyStore store,
            @Nullable OperatorStore operatorStore,
            @Nullable CallGuard guard,
            boolean enabled,
            Rollout rollout,
            Duration timeout) {
        super("The idempotency store does not answer");
        this.store = store;
        this.operatorStore = operatorStore;
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
        long start = System.nanoTime();
        calls.call(() -> store.find(NO_RECORD), timeout);
        builder.up();
        if (operatorStore != null) {
            showUncertain(builder, operatorStore, timeout.minusNanos(System.nanoTime() - start));
        }
    }

    private void showUncertain(Health.Builder builder, OperatorStore operatorStore, Duration left) {
        try {
            List<UncertainCount> counts = calls.call(operatorStore::countUncertain, left);
            builder.withDetail(
                    "uncertain",
                    counts.stream().mapToLong(UncertainCount::count).sum());
            counts.stream()
                    .map(UncertainCount::age)
                    .max(Comparator.naturalOrder())
                    .ifPresent(age -> builder.withDetail(
                            "oldestUncertain",
                            age.truncatedTo(ChronoUnit.SECONDS).toString()));
        } catch (StoreUnavailableException e) {
            builder.withDetail("uncertain", "unknown");
        }
    }

    @Override
    public void destroy() {
        calls.close();
    }
}
