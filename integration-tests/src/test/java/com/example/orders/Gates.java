package com.example.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** Where a handler waits for the test, which is another process. */
public final class Gates {

    private Gates() {}

    /** Waits until the test lets it go on. */
    public static void pass(int port) {
        try (Socket gate = new Socket(InetAddress.getLoopbackAddress(), port)) {
            gate.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a handler does after its insert: it waits, it fails, or nothing. */
    public static Runnable after(Integer gate, boolean fail) {
        return () -> {
            if (gate != null) {
                pass(gate);
            }
            if (fail) {
                throw new IllegalStateException("Failed after the insert, as it was told to");
            }
        };
    }
}
