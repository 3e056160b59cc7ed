package io.github.idempotency.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Collects a response body up to a limit; past it, what was collected and what follows go straight to the client. */
final class CaptureBuffer {

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(512);
    private final long limit;
    private final long maxHeld;
    private Overflow overflow;
    private boolean overLimit;
    private boolean beyondHolding;
    private boolean closed;

    /** Opens the way to the client. */
    @FunctionalInterface
    interface Overflow {

        OutputStream open() throws IOException;
    }

    private CaptureBuffer(long limit, long maxHeld, Overflow overflow) {
        this.limit = limit;
        this.maxHeld = maxHeld;
        this.overflow = overflow;
    }

    /**
     * A buffer that sends to the client what is over its limit.
     *
     * @param limit    most bytes that are worth keeping
     * @param overflow opens the way to the client, once the limit is passed
     */
    static CaptureBuffer upTo(long limit, Overflow overflow) {
        return new CaptureBuffer(limit, 0, overflow);
    }

    /**
     * A buffer that sends nothing by itself.
     *
     * @param limit    most bytes that are worth keeping
     * @param maxHeld  most bytes that are held back; writing more throws {@link ResponseTooLargeException}
     * @param overflow opens the way to the client
     */
    static CaptureBuffer holding(long limit, long maxHeld, Overflow overflow) {
        return new CaptureBuffer(limit, Math.max(1, maxHeld), overflow);
    }

    /** An empty buffer with the same limits. */
    CaptureBuffer restarted(Overflow newOverflow) {
        return new CaptureBuffer(limit, maxHeld, newOverflow);
    }

    /** This buffer, with another way to the client. */
    CaptureBuffer continued(Overflow newOverflow) {
        overflow = newOverflow;
        return this;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            return;
        }
        if (isStreaming()) {
            overflow.open().write(bytes, offset, length);
            return;
        }
        if (holdsBack() && collected.size() + (long) length > maxHeld) {
            beyondHolding = true;
            throw new ResponseTooLargeException(maxHeld);
        }
        collected.write(bytes, offset, length);
        if (collected.size() > limit) {
            overLimit = true;
            if (!holdsBack()) {
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

    private boolean holdsBack() {
        return maxHeld > 0;
    }

    /** Whether bytes have gone to the client already. */
    boolean isStreaming() {
        return overLimit && !holdsBack();
    }

    /** Whether the body is larger than what is kept. */
    boolean isOverLimit() {
        return overLimit;
    }

    /** Whether more was written than can be held back. */
    boolean isBeyondHolding() {
        return beyondHolding;
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
