package io.github.idempotency.core;

import io.github.idempotency.OnError;

/** What is done with the record once the handler is through. */
public enum Settlement {
    /** The response is stored. */
    STORE,
    /** The key is freed. */
    RELEASE,
    /** The outcome counts as unknown. */
    MARK_UNCERTAIN,
    /** Nothing: the lease runs out, and the policy for abandoned executions decides. */
    ABANDON;

    /**
     * Decides. Deterministic answers of the handler are stored, among them its 4xx; refusals on the way to it and the 4xx that
     * ask for a later try (408, 425, 429) free the key; failures are up to the policy.
     */
    public static Settlement of(HandlerResult result, OnError onError) {
        if (result.timedOut()) {
            return ABANDON;
        }
        if (!result.began() || asksForLaterTry(result.status())) {
            return RELEASE;
        }
        if (result.failed() || result.status() >= 500) {
            return switch (onError) {
                case RELEASE -> RELEASE;
                case KEEP -> STORE;
                case UNCERTAIN -> MARK_UNCERTAIN;
            };
        }
        return STORE;
    }

    private static boolean asksForLaterTry(int status) {
        return status == 408 || status == 425 || status == 429;
    }
}
