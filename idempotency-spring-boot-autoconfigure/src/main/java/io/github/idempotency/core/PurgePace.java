package io.github.idempotency.core;

import java.time.Duration;

/**
 * How much the purge does at a time, and how long it rests after it, from how long its last statement took. A loaded database
 * answers slower, and so gets shorter statements and longer pauses.
 *
 * <p>Batches aim at {@value #AIM_MILLIS} ms: after a full one the next is as large as would have taken that long, but no more
 * than twice and no less than half as large. The pause is that after which the purge was busy for the allowed share of the
 * time. Not safe for use by several threads.
 */
public final class PurgePace {

    private static final int AIM_MILLIS = 50;

    /** Below this, a statement costs more than what it removes. */
    private static final int SMALLEST_BATCH = 10;

    private static final int FIRST_BATCH = 100;

    private final int maxBatch;
    private final int minBatch;
    private final Duration minPause;
    private final double maxShare;
    private int batch;

    /**
     * Creates a pace.
     *
     * @param maxBatch the most records treated by one statement, more than zero
     * @param minPause the shortest pause between two statements
     * @param maxShare the share of the time in which statements run, more than 0 and at most 1
     */
    public PurgePace(int maxBatch, Duration minPause, double maxShare) {
        this.maxBatch = maxBatch;
        this.minBatch = Math.min(SMALLEST_BATCH, maxBatch);
        this.minPause = minPause;
        this.maxShare = maxShare;
        this.batch = Math.min(FIRST_BATCH, maxBatch);
    }

    int batch() {
        return batch;
    }

    /** Learns how long a full batch took, and returns the pause after it. */
    Duration pauseAfter(Duration took) {
        double fitting = (double) batch * Duration.ofMillis(AIM_MILLIS).toNanos() / Math.max(1, took.toNanos());
        double next = Math.max(batch / 2.0, Math.min(batch * 2.0, fitting));
        batch = (int) Math.max(minBatch, Math.min(maxBatch, next));
        Duration rest = Duration.ofNanos((long) (took.toNanos() * (1 / maxShare - 1)));
        return rest.compareTo(minPause) > 0 ? rest : minPause;
    }
}
