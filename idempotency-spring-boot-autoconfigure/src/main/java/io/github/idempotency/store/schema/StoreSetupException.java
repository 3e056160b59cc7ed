package io.github.idempotency.store.schema;

import org.jspecify.annotations.Nullable;

/** The store cannot be set up; the application must not start. Carries what to do about it. */
public final class StoreSetupException extends RuntimeException {

    private final String action;

    /**
     * Creates an exception.
     *
     * @param message what is wrong
     * @param action  what to do, in words for whoever starts the application
     * @param cause   the cause, null if there is none
     */
    public StoreSetupException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** What to do. */
    public String getAction() {
        return action;
    }
}
