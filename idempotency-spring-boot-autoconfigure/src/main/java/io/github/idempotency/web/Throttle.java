package io.github.idempotency.web;

import java.time.Duration;

/**
 * At which pace refusals over a limit are answered.
 *
 * @param interval the time from one to the next; zero for as fast as they come
 * @param maxHeld  the most that wait for their turn, more than zero; further ones are answered at once
 */
public record Throttle(Duration interval, int maxHeld) {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** So many a second; 0 for as fast as they come. */
    public static Throttle perSecond(int refusals, int maxHeld) {
        return new Throttle(refusals == 0 ? Duration.ZERO : SECOND.dividedBy(refusals), maxHeld);
    }

    boolean isOn() {
        return !interval.isZero();
    }
}
