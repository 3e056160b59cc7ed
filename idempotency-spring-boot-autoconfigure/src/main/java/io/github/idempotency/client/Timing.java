package io.github.idempotency.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Where time and chance come from.
 *
 * @param nanoTime passing time, as {@link System#nanoTime()}
 * @param random   from 0, inclusive, to 1, exclusive
 * @param sleeper  waits
 */
record Timing(LongSupplier nanoTime, DoubleSupplier random, Sleeper sleeper) {

    static final Timing SYSTEM = new Timing(
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble(),
            time -> Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000));

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }
}
