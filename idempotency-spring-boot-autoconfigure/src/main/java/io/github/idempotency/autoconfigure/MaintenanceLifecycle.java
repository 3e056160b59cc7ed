package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.BackgroundTask;
import org.springframework.context.SmartLifecycle;

/** Runs a task while the application runs. */
final class MaintenanceLifecycle implements SmartLifecycle {

    private final BackgroundTask task;

    MaintenanceLifecycle(BackgroundTask task) {
        this.task = task;
    }

    @Override
    public void start() {
        task.start();
    }

    @Override
    public void stop() {
        task.stop();
    }

    @Override
    public boolean isRunning() {
        return task.isRunning();
    }
}
