package io.github.idempotency.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Collects a response body up to a limit; past it, what was collected and what follows go straight to the client. */
final class CaptureBuffer {

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(512);
    private final long limit;
    private final boolean holdBack;
    private final Overflow overflow;
    private boolean overLimit;
    private boolean closed;

    /** Opens the way to the client. */
    @FunctionalInterface
    interface Overflow {

        OutputStream open() throws IOException;
    }

    /**
     * Creates a buffer.
     *
     * @param limit    most bytes that are worth keeping
     * @param holdBack whether everything is to be held back even past the limit
     * @param overflow opens the way to the client, once the limit is passed
     */
    CaptureBuffer(long limit, boolean holdBack, Overflow overflow) {
        this.limit = limit;
        this.holdBack = holdBack;
        this.overflow = overflow;
    }

    /** An empty buffer with the same limits. */
    CaptureBuffer restarted(Overflow newOverflow) {
        return new CaptureBuffer(limit, holdBack, newOverflow);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            return;
        }
        if (isStreaming()) {
            overflow.open().write(bytes, offset, length);
            return;
        }
        collected.write(bytes, offset, length);
        if (collected.size() > limit) {
            overLimit = true;
            if (!holdBack) {
                collected.writeTo(overflow.open());
                collected.reset();
            }
        }
    }

    void flush() throws IOException {
        if (isStreaming()) {
            overflow.open().flush();
        }
    }

    /** Ignores everything that is written from here on, as a container does after an error or a redirect. */
    void close() {
        closed = true;
    }

    /** Forgets what was collected. */
    void clear() {
        collected.reset();
        overLimit = isStreaming();
        closed = false;
    }

    /** Whether bytes have gone to the client already. */
    boolean isStreaming() {
        return overLimit && !holdBack;
    }

    /** Whether the body is larger than what is kept. */
    boolean isOverLimit() {
        return overLimit;
    }

    int size() {
        return collected.size();
    }

    byte[] toByteArray() {
        return collected.toByteArray();
    }

    void writeTo(OutputStream out) throws IOException {
        collected.writeTo(out);
    }
}
