package io.github.idempotency.drill;

/** A guarantee is broken; the message tells what was sent, what came, what was expected and where to look. */
public final class DrillFailedError extends AssertionError {

    DrillFailedError(String message) {
        super(message);
    }
}
