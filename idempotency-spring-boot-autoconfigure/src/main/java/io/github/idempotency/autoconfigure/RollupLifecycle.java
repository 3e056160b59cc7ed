package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.BackgroundTask;
import io.github.idempotency.core.statistics.OutcomeRollup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Adds up counts while the application runs, and a last time when the web server has stopped. */
final class RollupLifecycle implements SmartLifecycle {

    private static final Logger logger = System.getLogger(RollupLifecycle.class.getName());

    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(5);

    private final OutcomeRollup rollup;
    private final BackgroundTask task;

    RollupLifecycle(OutcomeRollup rollup) {
        this.rollup = rollup;
        this.task = rollup.task();
    }

    @Override
    public void start() {
        task.start();
    }

    /** A database that is away must not hold up the shutdown. */
    @Override
    public void stop() {
        task.stop();
        Thread last = new Thread(this::flush, "idempotency-statistics-goodbye");
        last.setDaemon(true);
        last.start();
        try {
            last.join(LONGEST_GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() {
        try {
            rollup.flush();
        } catch (RuntimeException e) {
            logger.log(
                    Level.WARNING,
                    "The last counts of this instance are missing in the idempotency statistics of all instances: "
                            + e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return task.isRunning();
    }

    /** Lower than the web server's, so that it stops later. */
    @Override
    public int getPhase() {
        return 0;
    }
}
