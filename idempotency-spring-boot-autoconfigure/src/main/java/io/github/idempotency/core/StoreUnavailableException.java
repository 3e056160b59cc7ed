package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/** The store cannot answer: it is away, too slow, read-only, or holds a record this version cannot read. */
public class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
