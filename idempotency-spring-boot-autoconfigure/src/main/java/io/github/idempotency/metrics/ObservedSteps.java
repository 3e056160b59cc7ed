package io.github.idempotency.metrics;

import io.github.idempotency.core.IdempotencyListener;
import io.github.idempotency.core.RecordKey;
import io.github.idempotency.core.StepObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The observations {@code idempotency.claim} and {@code idempotency.complete}: {@code operation} and {@code outcome} with few
 * values, {@code idempotency.key.hash} with many. The observation around them, such as that of the HTTP request, gets
 * {@code idempotency.operation}, {@code idempotency.outcome} and {@code idempotency.key.hash}, with many values, so that they
 * are attributes of the trace and not tags of its meters.
 */
public final class ObservedSteps implements StepObserver, IdempotencyListener {

    private static final Logger LOGGER = System.getLogger(ObservedSteps.class.getName());

    private final ObservationRegistry registry;
    private final AtomicBoolean reported = new AtomicBoolean();

    public ObservedSteps(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <T> T observe(Step step, RecordKey key, Supplier<T> action, Function<T, String> outcome) {
        String name = step.name().toLowerCase(Locale.ROOT);
        Observation observation = quietly(
                () -> Observation.createNotStarted("idempotency." + name, registry)
                        .contextualName("idempotency " + name)
                        .lowCardinalityKeyValue("operation", key.operation())
                        .lowCardinalityKeyValue("outcome", "failed")
                        .highCardinalityKeyValue("idempotency.key.hash", key.shortHash())
                        .start(),
                Observation.NOOP);
        Observation.Scope scope = quietly(observation::openScope, Observation.Scope.NOOP);
        try {
            T result = action.get();
            quietly(() -> observation.lowCardinalityKeyValue("outcome", outcome.apply(result)), Observation.NOOP);
            return result;
        } catch (RuntimeException e) {
            quietly(() -> observation.error(e), Observation.NOOP);
            throw e;
        } finally {
            quietly(() -> close(scope), true);
            quietly(() -> stop(observation), true);
        }
    }

    @Override
    public void onOutcome(RequestOutcome outcome) {
        Observation around = registry.getCurrentObservation();
        if (around != null) {
            around.highCardinalityKeyValue("idempotency.operation", outcome.operation());
            around.highCardinalityKeyValue(
                    "idempotency.outcome", outcome.outcome().code());
            if (outcome.keyHash() != null) {
                around.highCardinalityKeyValue("idempotency.key.hash", outcome.keyHash());
            }
        }
    }

    private static boolean close(Observation.Scope scope) {
        scope.close();
        return true;
    }

    private static boolean stop(Observation observation) {
        observation.stop();
        return true;
    }

    /** Handlers of observations are the application's: what they throw must not reach the request. */
    private <T> T quietly(Supplier<T> call, T otherwise) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            if (reported.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "An observation of idempotency failed; requests are not affected, further failures are not logged",
                        e);
            }
            return otherwise;
        }
    }
}
