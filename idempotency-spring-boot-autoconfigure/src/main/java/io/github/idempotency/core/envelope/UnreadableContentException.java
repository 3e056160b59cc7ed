package io.github.idempotency.core.envelope;

import org.jspecify.annotations.Nullable;

/** Stored content cannot be read, and will not be later: its key is lost, or it is not what was stored here. */
public class UnreadableContentException extends RuntimeException {

    UnreadableContentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
