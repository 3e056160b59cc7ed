package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/**
 * What the request that a thread serves says of the call chain it is part of.
 *
 * @param correlationId what belongs together carries this in logs of all services
 * @param attempt       what the caller says of its attempts, {@code <attempt>/<attempts>}; null if it says nothing
 * @param retries       retries that the caller leaves to the server of the request; null if it says nothing
 */
public record InboundCall(
        String correlationId,
        @Nullable String attempt,
        @Nullable RetryAllowance retries) {

    /** Request header in which a caller tells that it retries: {@code <attempt>/<attempts>}. */
    public static final String ATTEMPT_HEADER = "Idempotency-Attempt";

    private static final ThreadLocal<@Nullable InboundCall> CURRENT = new ThreadLocal<>();

    /** A call whose caller says nothing of the retries that it leaves. */
    public InboundCall(String correlationId, @Nullable String attempt) {
        this(correlationId, attempt, null);
    }

    /** Whether the caller says that another attempt follows if this one fails. */
    public boolean isRetriedByCaller() {
        if (attempt == null) {
            return false;
        }
        int slash = attempt.indexOf('/');
        return Integer.parseInt(attempt.substring(0, slash)) < Integer.parseInt(attempt.substring(slash + 1));
    }

    /** The one the current thread works for; null if it works for none. */
    public static @Nullable InboundCall get() {
        InboundCall bound = CURRENT.get();
        if (bound != null) {
            return bound;
        }
        CurrentExecution execution = CurrentExecution.get();
        return execution == null ? null : execution.inbound();
    }

    /** Has the current thread work for a request; null ends that. */
    public static void set(@Nullable InboundCall call) {
        if (call == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(call);
        }
    }
}
