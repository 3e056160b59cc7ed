package io.github.idempotency.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Serves a body that was read already. */
final class BufferedBody extends ServletInputStream {

    private final InputStream source;
    private boolean finished;

    BufferedBody(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        int next = source.read();
        finished = next < 0;
        return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = source.read(bytes, offset, length);
        finished = count < 0;
        return count;
    }

    @Override
    public int available() throws IOException {
        return source.available();
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(@Nullable ReadListener listener) {
        throw new IllegalStateException(
                "An @Idempotent handler cannot read with a ReadListener: its request was read for the fingerprint. Read blocking");
    }
}
