package io.github.idempotency.core;

import java.time.Duration;

/** An outgoing call that was given up, though another attempt later may succeed. */
public interface UnansweredCall {

    /** The service that was called, by the name of its destination. */
    String destination();

    /** How long that service asks to wait; zero if it does not say. */
    Duration retryAfter();

    /** Whether an exception tells of this call's failure, rather than of another one. */
    boolean isToldBy(Throwable exception);
}
