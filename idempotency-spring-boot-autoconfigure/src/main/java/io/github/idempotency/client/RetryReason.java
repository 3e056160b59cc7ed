package io.github.idempotency.client;

import java.util.Locale;

/** Why an attempt was made again. */
public enum RetryReason {
    /** The server said so in a header. */
    DIRECTIVE,
    /** The problem that the server answered with is retryable. */
    PROBLEM,
    /** 425. */
    TOO_EARLY,
    /** 429. */
    TOO_MANY_REQUESTS,
    /** 502. */
    BAD_GATEWAY,
    /** 503. */
    UNAVAILABLE,
    /** 504. */
    GATEWAY_TIMEOUT,
    /** No connection came about. */
    CONNECT,
    /** No answer came in time. */
    TIMEOUT,
    /** The connection broke before the answer was there. */
    RESET;

    /** The reason in the spelling of meters and logs. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
