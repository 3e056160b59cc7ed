package io.github.idempotency.sample.torture;

import java.time.Instant;

/**
 * A fault that took place.
 *
 * @param instance whom it befell, empty if all
 */
record Fault(FaultKind kind, String instance, Instant from, Instant until) {

    boolean befell(Attempt attempt) {
        return (instance.isEmpty() || instance.equals(attempt.instance()))
                && from.isBefore(attempt.ended())
                && until.isAfter(attempt.sent());
    }
}
