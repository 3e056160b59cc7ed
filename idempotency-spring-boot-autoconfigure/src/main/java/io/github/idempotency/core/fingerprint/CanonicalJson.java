package io.github.idempotency.core.fingerprint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The canonical form of a JSON text by RFC 8785: members sorted by the UTF-16 code units of their names, no spacing, one
 * spelling of every string. Other than the RFC, numbers keep all their digits, see {@link CanonicalNumber}.
 */
final class CanonicalJson {

    private final ByteArrayOutputStream out;

    private CanonicalJson(int size) {
        out = new ByteArrayOutputStream(size);
    }

    /** The canonical form; empty if there is none, see {@link RequestFingerprinter}. Time and memory grow with the length only. */
    static Optional<byte[]> canonicalize(byte[] json) {
        try {
            // Decoders made by newDecoder() report malformed input, where String and Charset replace it.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            CanonicalJson canonical = new CanonicalJson(json.length);
            canonical.write(new JsonTextParser(text).parse());
            return Optional.of(canonical.out.toByteArray());
        } catch (CharacterCodingException | NotCanonicalException e) {
            return Optional.empty();
        }
    }

    private void write(Object value) {
        if (value instanceof Map<?, ?> object) {
            writeObject(object);
        } else if (value instanceof List<?> array) {
            writeArray(array);
        } else if (value instanceof JsonTextParser.Text text) {
            writeString(text.value());
        } else {
            ascii((String) value);
        }
    }

    private void writeObject(Map<?, ?> object) {
        char separator = '{';
        for (Map.Entry<?, ?> member : object.entrySet()) {
            out.write(separator);
            writeString((String) member.getKey());
            out.write(':');
            write(member.getValue());
            separator = ',';
        }
        ascii(object.isEmpty() ? "{}" : "}");
    }

    private void writeArray(List<?> array) {
        out.write('[');
        for (Iterator<?> elements = array.iterator(); elements.hasNext(); ) {
            write(elements.next());
            if (elements.hasNext()) {
                out.write(',');
            }
        }
        out.write(']');
    }

    /** RFC 8785, section 3.2.2.2. */
    private void writeString(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\b' -> escaped.append("\\b");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\f' -> escaped.append("\\f");
                case '\r' -> escaped.append("\\r");
                default -> {
                    if (c < 0x20) {
                        escaped.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 0xF, 16));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        out.writeBytes(escaped.append('"').toString().getBytes(StandardCharsets.UTF_8));
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
