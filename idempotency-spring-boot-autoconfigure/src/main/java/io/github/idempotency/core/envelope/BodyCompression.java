package io.github.idempotency.core.envelope;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Compresses with DEFLATE, the method of gzip, what gets at least a fifth smaller by it. */
public final class BodyCompression {

    private final int minSize;

    /**
     * Creates a compression.
     *
     * @param minSize size in bytes from which on a body is tried
     */
    public BodyCompression(int minSize) {
        this.minSize = minSize;
    }

    /** The body in at most four fifths of its size; null if that does not do, which is given up as soon as it shows. */
    byte @Nullable [] compress(byte[] body) {
        if (body.length < minSize) {
            return null;
        }
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(body);
            deflater.finish();
            byte[] compressed = new byte[(int) (body.length * 4L / 5)];
            int size = deflater.deflate(compressed);
            return deflater.finished() ? Arrays.copyOf(compressed, size) : null;
        } finally {
            deflater.end();
        }
    }

    /**
     * Undoes {@link #compress}.
     *
     * @param size size of the body in bytes
     * @throws UnreadableContentException if it is not such a body of this size
     */
    static byte[] decompress(byte[] compressed, int size) {
        // DEFLATE makes nothing more than 1,032 times smaller: what says so is not to cost memory.
        if (size < 0 || size / 1_032 > compressed.length) {
            throw new UnreadableContentException("its size is wrong", null);
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            byte[] body = new byte[size];
            if (inflater.inflate(body) != size || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new UnreadableContentException("its size is wrong", null);
            }
            return body;
        } catch (DataFormatException e) {
            throw new UnreadableContentException("it cannot be decompressed", e);
        } finally {
            inflater.end();
        }
    }
}
