package io.github.idempotency;

/** What happens when a key comes back with another payload. */
public enum PayloadMatch {
    /** The request gets 409 {@code key-reused}. */
    STRICT,
    /** The difference is counted, and the request is treated as a duplicate. */
    OBSERVE
}
