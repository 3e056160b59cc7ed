package io.github.idempotency.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts may still be made again for one logical call, by whichever service of the chain meets the failure. It travels
 * with the call: down in the request, and what is left of it up in the answer. All threads that work for a request share one.
 */
public final class RetryAllowance {

    /** Request and response header that says how many retries are left. */
    public static final String HEADER = "Idempotency-Retry-Budget";

    /** As many as a destination may be given; a header can only ever take retries away. */
    private static final Pattern FORM = Pattern.compile("[0-9]");

    private final AtomicInteger remaining;

    public RetryAllowance(int retries) {
        this.remaining = new AtomicInteger(retries);
    }

    /** The allowance that a header speaks of; null if it is absent or not a number from 0 to 9. */
    public static @Nullable RetryAllowance of(@Nullable String header) {
        return header == null || !FORM.matcher(header).matches() ? null : new RetryAllowance(Integer.parseInt(header));
    }

    /** Retries that are left. */
    public int remaining() {
        return remaining.get();
    }

    /** Takes a retry; false if none is left. */
    public boolean tryTake() {
        return remaining.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** Gives a retry back that was not made after all. */
    public void giveBack() {
        remaining.incrementAndGet();
    }

    /** Takes over what another service has left; never more than there is. */
    public void lowerTo(RetryAllowance left) {
        remaining.updateAndGet(own -> Math.min(own, left.remaining()));
    }
}
