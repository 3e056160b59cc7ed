package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/** The answer to a commit was lost: all of it took effect, or nothing. A retry with the same key finds out. */
public class CommitOutcomeUnknownException extends StoreUnavailableException {

    public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
