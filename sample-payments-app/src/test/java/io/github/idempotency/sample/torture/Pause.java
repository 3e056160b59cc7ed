package io.github.idempotency.sample.torture;

import java.time.Duration;

/** Time that passes on purpose: between the faults of a plan and the requests of a client. */
public final class Pause {

    private Pause() {}

    static void of(Duration duration) {
        ofMillis(duration.toMillis());
    }

    public static void ofMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
