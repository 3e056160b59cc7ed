package io.github.idempotency.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The stream a handler writes to while its response is captured. */
final class CaptureOutputStream extends ServletOutputStream {

    private final CaptureBuffer buffer;

    CaptureOutputStream(CaptureBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public void write(int b) throws IOException {
        buffer.write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        buffer.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        buffer.flush();
    }

    @Override
    public void close() {
        buffer.close();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException(
                "An @Idempotent handler cannot write with a WriteListener: its response is captured. Write blocking, or return the body");
    }
}
