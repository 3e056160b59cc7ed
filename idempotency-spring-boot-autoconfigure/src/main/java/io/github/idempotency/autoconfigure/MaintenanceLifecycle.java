package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.BackgroundTask;
import org.springframework.context.SmartLifecycle;

/** Runs a task while the application runs; it stops before the web server does, unless it has a phase below the server's. */
final class MaintenanceLifecycle implements SmartLifecycle {

    /** Lower than the web server's, so that it stops later. */
    static final int AFTER_THE_WEB_SERVER = 0;

    private final BackgroundTask task;
    private final int phase;

    MaintenanceLifecycle(BackgroundTask task) {
        this(task, DEFAULT_PHASE);
    }

    MaintenanceLifecycle(BackgroundTask task, int phase) {
        this.task = task;
        this.phase = phase;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    @Override
    public void start() {
        task.start();
    }

    @Override
    public void stop() {
        task.stop();
    }

    /** Beside the others of its phase: a store that hangs is waited for once, not by each task after the other. */
    @Override
    public void stop(Runnable callback) {
        Thread stopping = new Thread(
                () -> {
                    try {
                        stop();
                    } finally {
                        callback.run();
                    }
                },
                "idempotency-stop");
        stopping.setDaemon(true);
        stopping.start();
    }

    @Override
    public boolean isRunning() {
        return task.isRunning();
    }
}
