package io.github.idempotency.sample.torture;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a JVM cannot send by itself. */
final class Signals {

    private Signals() {}

    /** Sends a signal, to a process that may have ended meanwhile. */
    static void send(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
