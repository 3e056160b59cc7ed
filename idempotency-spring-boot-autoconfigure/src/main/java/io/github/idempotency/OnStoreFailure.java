package io.github.idempotency;

/** What happens to a request with a key while the store is unavailable. */
public enum OnStoreFailure {
    /** 503 {@code store-unavailable}; the handler is not run. */
    FAIL_CLOSED,
    /** The handler runs unprotected; the response carries {@code Idempotency-Status: bypassed}. */
    FAIL_OPEN
}
