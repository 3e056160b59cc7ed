package io.github.idempotency.limits;

import java.time.Duration;

/** Tokens that are granted evenly over a period, up to as many as may be used at once. Tokens may be owed. */
final class TokenBucket {

    private final double nanosPerToken;
    private final double capacity;
    private double tokens;
    private long countedAt;

    /** Creates a full bucket. Times are those of {@link System#nanoTime}. */
    TokenBucket(KeyRate rate, long now) {
        this.nanosPerToken = (double) rate.period().toNanos() / rate.keys();
        this.capacity = rate.burst();
        this.tokens = capacity;
        this.countedAt = now;
    }

    /** How long until there is a token, zero if there is one. */
    synchronized Duration timeUntilNext(long now) {
        double missing = 1 - tokensAt(now);
        // To the nanosecond: a sum of fractions that should be a whole number may be a little less.
        return Duration.ofNanos(missing <= 0 ? 0 : Math.round(missing * nanosPerToken));
    }

    /** Takes tokens, though there may be none. */
    synchronized void take(int number, long now) {
        tokens = tokensAt(now) - number;
        if (now - countedAt > 0) {
            countedAt = now;
        }
    }

    private double tokensAt(long now) {
        // Another thread may have looked at its clock earlier and come here later.
        double elapsed = Math.max(0, now - countedAt);
        return Math.min(capacity, tokens + elapsed / nanosPerToken);
    }
}
