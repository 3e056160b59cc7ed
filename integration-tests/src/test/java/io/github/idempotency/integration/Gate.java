package io.github.idempotency.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Holds a handler of another process where it passes {@code com.example.orders.Gates}, until it is opened. */
public final class Gate implements AutoCloseable {

    private final ServerSocket server;

    private Socket waiting;

    public Gate() {
        try {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            server.setSoTimeout(30_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the handler is told in the header {@code X-Gate}. */
    public String port() {
        return String.valueOf(server.getLocalPort());
    }

    /** Returns when the handler has come to the gate. */
    public void awaitArrival() {
        try {
            waiting = server.accept();
        } catch (IOException e) {
            throw new UncheckedIOException("No handler came to the gate", e);
        }
    }

    public void open() {
        try {
            if (waiting != null) {
                waiting.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        open();
    }
}
