package io.github.idempotency.sample.torture;

import java.time.Duration;
import java.time.Instant;

/**
 * A fault that took place.
 *
 * @param instance whom it befell, empty if all
 */
record Fault(FaultKind kind, String instance, Instant from, Instant until) {

    @Override
    public String toString() {
        return from + " +" + Duration.between(from, until).toMillis() + " ms " + kind + " " + instance;
    }

    boolean befell(Attempt attempt) {
        return (instance.isEmpty() || instance.equals(attempt.instance()))
                && from.isBefore(attempt.ended())
                && until.isAfter(attempt.sent());
    }
}
