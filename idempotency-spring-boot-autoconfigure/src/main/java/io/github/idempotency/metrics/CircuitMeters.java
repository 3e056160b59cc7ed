package io.github.idempotency.metrics;

import io.github.idempotency.core.CallGuard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The gauge {@code idempotency.store.circuit} ({@code state}): 1 for the state of the store's circuit breaker, 0 for the others. */
public final class CircuitMeters implements MeterBinder {

    private final CallGuard guard;

    public CircuitMeters(CallGuard guard) {
        this.guard = guard;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (CallGuard.State state : CallGuard.State.values()) {
            Gauge.builder("idempotency.store.circuit", guard, current -> current.state() == state ? 1 : 0)
                    .description("State of the circuit breaker of the idempotency store")
                    .tag("state", state.code())
                    .strongReference(true)
                    .register(registry);
        }
    }
}
