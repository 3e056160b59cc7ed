package io.github.idempotency.core.fingerprint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The canonical form of a JSON text by RFC 8785: members sorted by the UTF-16 code units of their names, no spacing, one
 * spelling of every string. Other than the RFC, numbers keep all their digits, see {@link CanonicalNumber}.
 *
 * <p>The form is never held in memory, nor is a tree of the text: the text is read once to check it, to measure the form and to
 * note the members that are out of order, and a second time to write it. What is noted takes at most about four bytes for each
 * member, and eight for each object that has members out of order.
 */
final class CanonicalJson {

    private static final int DECODED_AT_A_TIME = 1024;

    private final byte[] json;
    private final MemberOrder order;
    private final int length;

    private CanonicalJson(byte[] json, MemberOrder order, int length) {
        this.json = json;
        this.order = order;
        this.length = length;
    }

    /** Where a canonical form goes. */
    interface Output {

        void write(int octet);

        void write(byte[] source, int offset, int length);
    }

    /**
     * The canonical form; empty if there is none, see {@link RequestFingerprinter}. Time and memory grow with the length only.
     *
     * @param json the text; neither copied nor changed
     */
    static Optional<CanonicalJson> of(byte[] json) {
        if (!isUtf8(json)) {
            return Optional.empty();
        }
        try {
            MemberOrder order = new MemberOrder(json);
            Length length = new Length();
            JsonText.check(json, order, length);
            return Optional.of(new CanonicalJson(json, order, Math.toIntExact(length.octets)));
        } catch (NotCanonicalException e) {
            return Optional.empty();
        }
    }

    /** Length of the form, in bytes. */
    int length() {
        return length;
    }

    void writeTo(Output output) {
        try {
            JsonText.write(json, order, output);
        } catch (NotCanonicalException e) {
            throw new IllegalStateException("The text was changed while it was read", e);
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        // Decoders made by newDecoder() report malformed input, where String and Charset replace it.
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharBuffer decoded = CharBuffer.allocate(DECODED_AT_A_TIME);
        CoderResult result;
        do {
            decoded.clear();
            result = decoder.decode(input, decoded, true);
        } while (result.isOverflow());
        return !result.isError();
    }

    private static final class Length implements Output {

        private long octets;

        @Override
        public void write(int octet) {
            octets++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            octets += length;
        }
    }
}
