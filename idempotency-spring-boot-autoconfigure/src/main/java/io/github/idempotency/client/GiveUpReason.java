package io.github.idempotency.client;

import java.util.Locale;

/** Why an attempt that might be made again is not. */
public enum GiveUpReason {
    /** All attempts are made. */
    ATTEMPTS,
    /** The next attempt would begin after the deadline. */
    DEADLINE,
    /** The destination's budget of retries is exhausted. */
    BUDGET,
    /** The caller of the request that this call serves retries by itself. */
    CALLER_RETRIES,
    /** The retries that travel with the call are spent, by this service or another one of the chain. */
    SHARED_BUDGET,
    /** The call carries no key and its method is not idempotent. */
    NO_KEY,
    /** The thread was interrupted while it waited. */
    INTERRUPTED;

    /** The reason in the spelling of meters and logs. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
