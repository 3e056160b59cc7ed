package io.github.idempotency.drill;

/** A drill needs something that was not given. */
final class DrillSkippedException extends RuntimeException {

    DrillSkippedException(String message) {
        super(message, null, false, false);
    }
}
