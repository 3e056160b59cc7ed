package io.github.idempotency.client;

import io.github.idempotency.core.CurrentExecution;
import io.github.idempotency.core.InboundCall;
import io.github.idempotency.core.RetryAllowance;
import org.jspecify.annotations.Nullable;

/**
 * The retries that a logical call has, and what it tells the next service of them.
 *
 * @param allowance    retries that are left for the whole chain
 * @param attempts     most attempts of this call
 * @param whenSpent    why a call is given up whose allowance is spent
 * @param announcement what the attempts of this call say, in place of their own count; null if nothing
 * @param travels      whether the next service is told what is left
 */
record AllowedRetries(
        RetryAllowance allowance,
        int attempts,
        GiveUpReason whenSpent,
        @Nullable String announcement,
        boolean travels) {

    /** A call that must not be made again; what the caller left may still be spent by the services behind it. */
    static AllowedRetries keyless(@Nullable InboundCall inbound) {
        RetryAllowance left = inbound == null ? null : inbound.retries();
        return new AllowedRetries(
                left == null ? new RetryAllowance(0) : left, 1, GiveUpReason.NO_KEY, null, left != null);
    }

    /**
     * What the caller left counts, if it says so. A caller that says only that it retries is left to do so, if it is going to: it
     * has another attempt, and the failure of this request asks for it.
     */
    static AllowedRetries of(
            Destination destination, @Nullable InboundCall inbound, @Nullable CurrentExecution execution) {
        RetryAllowance left = inbound == null ? null : inbound.retries();
        if (inbound != null && left != null) {
            int attempts = Math.min(destination.attempts(), 1 + left.remaining());
            return new AllowedRetries(left, attempts, GiveUpReason.SHARED_BUDGET, announcement(inbound), true);
        }
        if (inbound != null && inbound.isRetriedByCaller() && execution != null && execution.isFreedByFailure()) {
            return new AllowedRetries(
                    new RetryAllowance(0), 1, GiveUpReason.CALLER_RETRIES, announcement(inbound), true);
        }
        int attempts = destination.attempts();
        return new AllowedRetries(
                new RetryAllowance(attempts - 1), attempts, GiveUpReason.SHARED_BUDGET, null, attempts > 1);
    }

    private static @Nullable String announcement(InboundCall inbound) {
        return inbound.isRetriedByCaller() ? inbound.attempt() : null;
    }

    /** What an attempt says of its place among the attempts; null if nothing. */
    @Nullable
    String announcementOf(int attempt) {
        return attempts > 1 ? attempt + "/" + attempts : announcement;
    }
}
