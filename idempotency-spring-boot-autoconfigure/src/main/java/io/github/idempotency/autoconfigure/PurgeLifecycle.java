package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.RecordPurger;
import org.springframework.context.SmartLifecycle;

/** Runs the purger while the application runs. */
final class PurgeLifecycle implements SmartLifecycle {

    private final RecordPurger purger;

    PurgeLifecycle(RecordPurger purger) {
        this.purger = purger;
    }

    @Override
    public void start() {
        purger.start();
    }

    @Override
    public void stop() {
        purger.stop();
    }

    @Override
    public boolean isRunning() {
        return purger.isRunning();
    }
}
