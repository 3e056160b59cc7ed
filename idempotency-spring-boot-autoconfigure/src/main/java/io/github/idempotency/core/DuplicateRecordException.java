package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/** A finished record could not be written because the key has one already. */
public class DuplicateRecordException extends RuntimeException {

    public DuplicateRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
