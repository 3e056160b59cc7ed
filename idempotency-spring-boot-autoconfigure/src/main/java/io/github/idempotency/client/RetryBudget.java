package io.github.idempotency.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many retries a destination can take, shared by all threads. Each logical call earns a fraction of a retry, which is lost
 * again after the window; a reserve, which refills with time, serves clients that call seldom. A retry that nothing is left for is
 * not waited for. First attempts are never charged.
 *
 * <p>The algorithm is that of Finagle's {@code com.twitter.finagle.service.RetryBudget} (repository twitter/finagle): deposits
 * expire after a ttl of 10 s, the reserve is 10 retries per second for the length of the ttl, and a retry that was made is
 * forgotten after it too. Its ratio is 0.2; the default here is 0.1, the 10 % of the budget of a client in <em>Site Reliability
 * Engineering</em> (Google, O'Reilly 2016), chapter 21, "Handling Overload". At r calls per second that comes to at most
 * {@code 0.1 × r + 10} retries per second in the long run, and to a burst of 100 from the reserve.
 */
public final class RetryBudget {

    private static final int SLICES = 10;

    private final double ratio;
    private final double reservePerWindow;
    private final long sliceNanos;
    private final LongSupplier nanoTime;
    private final long start;

    /** What was earned in each slice of the window and not yet spent; found by its number modulo their count. */
    private final double[] earned = new double[SLICES];

    private final double[] reserveSpent = new double[SLICES];
    private long currentSlice;

    /**
     * Opens a budget.
     *
     * @param ratio            retries earned by a call; 0 or more
     * @param reservePerSecond retries per second that need not be earned; 0 or more
     * @param window           time after which earnings are lost; at least a second
     */
    public RetryBudget(double ratio, int reservePerSecond, Duration window) {
        this(ratio, reservePerSecond, window, System::nanoTime);
    }

    RetryBudget(double ratio, int reservePerSecond, Duration window, LongSupplier nanoTime) {
        this.ratio = ratio;
        this.reservePerWindow = reservePerSecond * (window.toNanos() / 1e9);
        this.sliceNanos = window.toNanos() / SLICES;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Counts a logical call in. */
    public synchronized void deposit() {
        advance();
        earned[(int) (currentSlice % SLICES)] += ratio;
    }

    /** Takes a retry; false, and nothing taken, if none is left. */
    public synchronized boolean tryWithdraw() {
        advance();
        double balance = sum(earned) + reserveLeft();
        // The sum of fractions is not exact.
        if (balance < 1 - 1e-9) {
            return false;
        }
        double owed = 1;
        // The oldest earnings first: they would be lost soonest.
        for (int i = 1; i <= SLICES && owed > 0; i++) {
            int slice = (int) ((currentSlice + i) % SLICES);
            double taken = Math.min(earned[slice], owed);
            earned[slice] -= taken;
            owed -= taken;
        }
        reserveSpent[(int) (currentSlice % SLICES)] += owed;
        return true;
    }

    /** Retries that are left now. */
    public synchronized double balance() {
        advance();
        return sum(earned) + reserveLeft();
    }

    private double reserveLeft() {
        return reservePerWindow - sum(reserveSpent);
    }

    private void advance() {
        long slice = (nanoTime.getAsLong() - start) / sliceNanos;
        for (long gone = Math.max(currentSlice + 1, slice - SLICES + 1); gone <= slice; gone++) {
            earned[(int) (gone % SLICES)] = 0;
            reserveSpent[(int) (gone % SLICES)] = 0;
        }
        currentSlice = Math.max(currentSlice, slice);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
