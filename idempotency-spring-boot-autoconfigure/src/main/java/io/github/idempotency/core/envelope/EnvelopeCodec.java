package io.github.idempotency.core.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Packs what is stored of a response: compresses the body where it pays, then encrypts headers and body together. Without
 * both, and for what has nothing in it, content stays as it is.
 *
 * <p>A packed body tells how it was made, so that content of all times is read whatever is configured now. An encrypted one is
 * bound to its record, its kind and the status: moved elsewhere it cannot be read.
 */
public final class EnvelopeCodec {

    /** Leaves content as it is; reads what was compressed, and nothing that was encrypted. */
    public static final EnvelopeCodec PLAIN = new EnvelopeCodec(null, null);

    private static final int COMPRESSED = 1;
    private static final int ENCRYPTED = 2;

    /** No JSON starts like this. */
    private static final byte[] SEALED_STEP = {0, 'i', 'd', 'e', 'm', 'p', '1', 0};

    private final @Nullable ContentCipher cipher;
    private final @Nullable BodyCompression compression;

    /**
     * Creates a codec.
     *
     * @param cipher      encrypts, null without encryption
     * @param compression compresses, null without compression
     */
    public EnvelopeCodec(@Nullable ContentCipher cipher, @Nullable BodyCompression compression) {
        this.cipher = cipher;
        this.compression = compression;
    }

    /**
     * Packs the content of a response.
     *
     * @param id     id of its record
     * @param status its status
     * @throws GeneralSecurityException if it cannot be encrypted
     * @throws RuntimeException         if it cannot be encrypted
     */
    public EnvelopeContent pack(UUID id, int status, @Nullable String headers, byte @Nullable [] body)
            throws GeneralSecurityException {
        if (body == null && (headers == null || headers.isEmpty())) {
            return new EnvelopeContent(false, headers, body);
        }
        byte[] compressed = compression == null || body == null ? null : compression.compress(body);
        byte[] smallest = compressed == null || body == null ? body : sized(body.length, compressed);
        int form = compressed == null ? 0 : COMPRESSED;
        if (cipher != null && cipher.isActive()) {
            byte[] sealed = cipher.seal(context(form | ENCRYPTED, id, status), joined(headers, smallest));
            return new EnvelopeContent(true, null, prefixed(form | ENCRYPTED, sealed));
        }
        return compressed == null || smallest == null
                ? new EnvelopeContent(false, headers, body)
                : new EnvelopeContent(true, headers, prefixed(form, smallest));
    }

    /**
     * Undoes {@link #pack}.
     *
     * @param id     id of its record
     * @param status the status stored with it
     * @throws UnreadableContentException if it cannot be read
     * @throws KeysUnavailableException   if the source of the keys does not answer
     */
    public EnvelopeContent unpack(UUID id, int status, EnvelopeContent stored) {
        byte[] packed = stored.body();
        if (!stored.packed()) {
            return stored;
        }
        if (packed == null || packed.length == 0 || (packed[0] & ~(COMPRESSED | ENCRYPTED)) != 0 || packed[0] == 0) {
            throw new UnreadableContentException("it is in a form that this version does not know", null);
        }
        int form = packed[0];
        ByteBuffer rest = ByteBuffer.wrap(packed, 1, packed.length - 1);
        try {
            return (form & ENCRYPTED) == 0
                    ? new EnvelopeContent(false, stored.headers(), unsized(rest))
                    : parted(ByteBuffer.wrap(cipher().open(context(form, id, status), rest)), form);
        } catch (java.nio.BufferUnderflowException | NegativeArraySizeException e) {
            throw new UnreadableContentException("it is not complete", e);
        }
    }

    /**
     * Encrypts the result of a step, if results are to be encrypted.
     *
     * @param id   id of its record
     * @param name name of the step
     * @throws GeneralSecurityException if it cannot be encrypted
     * @throws RuntimeException         if it cannot be encrypted
     */
    public byte[] packStep(UUID id, String name, byte[] result) throws GeneralSecurityException {
        if (cipher == null || !cipher.isActive()) {
            return result;
        }
        byte[] sealed = cipher.seal(context(id, name), result);
        return ByteBuffer.allocate(SEALED_STEP.length + sealed.length)
                .put(SEALED_STEP)
                .put(sealed)
                .array();
    }

    /**
     * Undoes {@link #packStep}.
     *
     * @param id   id of its record
     * @param name name of the step
     * @throws UnreadableContentException if it cannot be read
     * @throws KeysUnavailableException   if the source of the keys does not answer
     */
    public byte[] unpackStep(UUID id, String name, byte[] stored) {
        int length = SEALED_STEP.length;
        if (stored.length < length || !Arrays.equals(SEALED_STEP, 0, length, stored, 0, length)) {
            return stored;
        }
        return cipher().open(context(id, name), ByteBuffer.wrap(stored, length, stored.length - length));
    }

    private ContentCipher cipher() {
        if (cipher == null) {
            throw new UnreadableContentException("it is encrypted, and no encryption key is known here", null);
        }
        return cipher;
    }

    private static byte[] joined(@Nullable String headers, byte @Nullable [] body) {
        byte[] text = headers == null ? new byte[0] : headers.getBytes(StandardCharsets.UTF_8);
        ByteBuffer joined = ByteBuffer.allocate(Integer.BYTES + text.length + 1 + (body == null ? 0 : body.length));
        joined.putInt(text.length).put(text).put((byte) (body == null ? 0 : 1));
        return body == null ? joined.array() : joined.put(body).array();
    }

    private static EnvelopeContent parted(ByteBuffer joined, int form) {
        byte[] text = new byte[joined.getInt()];
        joined.get(text);
        String headers = new String(text, StandardCharsets.UTF_8);
        if (joined.get() == 0) {
            return new EnvelopeContent(false, headers, null);
        }
        return new EnvelopeContent(false, headers, (form & COMPRESSED) == 0 ? rest(joined) : unsized(joined));
    }

    private static byte[] sized(int size, byte[] compressed) {
        return ByteBuffer.allocate(Integer.BYTES + compressed.length)
                .putInt(size)
                .put(compressed)
                .array();
    }

    private static byte[] unsized(ByteBuffer sized) {
        int size = sized.getInt();
        return BodyCompression.decompress(rest(sized), size);
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }

    private static byte[] prefixed(int form, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put((byte) form).put(rest).array();
    }

    private static byte[] context(int form, UUID id, int status) {
        return ByteBuffer.allocate(22)
                .put((byte) 'R')
                .put((byte) form)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(status)
                .array();
    }

    private static byte[] context(UUID id, String step) {
        byte[] name = step.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(17 + name.length)
                .put((byte) 'S')
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(name)
                .array();
    }
}
