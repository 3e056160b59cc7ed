package io.github.idempotency.core;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key header: exactly one line that holds exactly one key.
 *
 * <p>A key is visible ASCII ({@code 0x21} to {@code 0x7E}), compared byte by byte, of the configured length after decoding.
 * It is spelled as a string of RFC 9651, section 3.3.3, in which {@code "} and {@code \} are escaped by a backslash, or, in
 * {@link KeyFormat#LENIENT}, as it is if it contains no {@code "}, {@code ,} or {@code ;}. Spaces and tabs around the value do
 * not belong to it. Parameters after the string have to be well-formed and are ignored, as the RFC has it for unknown ones:
 * draft-ietf-httpapi-idempotency-key-header-07 defines none. A bare key has none.
 */
public final class KeyParser {

    private final String header;
    private final KeyFormat format;
    private final int minLength;
    private final int maxLength;
    private final @Nullable Pattern pattern;

    /**
     * Creates a parser.
     *
     * @param header    name of the header, for messages
     * @param format    spellings that are accepted
     * @param minLength shortest key, in characters
     * @param maxLength longest key, in characters
     * @param pattern   what the whole key has to match, null for anything
     */
    public KeyParser(String header, KeyFormat format, int minLength, int maxLength, @Nullable Pattern pattern) {
        this.header = header;
        this.format = format;
        this.minLength = minLength;
        this.maxLength = maxLength;
        this.pattern = pattern;
    }

    /**
     * Reads the header.
     *
     * @param lines the values of all header lines of this name, undecoded
     */
    public ParsedKey parse(List<String> lines) {
        if (lines.isEmpty()) {
            return new ParsedKey.Missing();
        }
        try {
            if (lines.size() > 1) {
                throw new MalformedKeyException("was sent " + lines.size() + " times; send it once");
            }
            String key = decode(trim(lines.get(0)));
            check(key);
            return new ParsedKey.Valid(key);
        } catch (MalformedKeyException e) {
            return new ParsedKey.Invalid("The " + header + " header " + e.problem() + '.');
        }
    }

    private String decode(String value) throws MalformedKeyException {
        if (value.isEmpty()) {
            throw new MalformedKeyException("is empty; send a unique key, such as a UUID in double quotes");
        }
        if (value.charAt(0) == '"') {
            return QuotedKey.decode(value, maxLength);
        }
        if (format == KeyFormat.STRICT) {
            throw new MalformedKeyException("does not hold a quoted string; send the key in double quotes");
        }
        if (value.length() > maxLength) {
            throw tooLong();
        }
        requireBare(value);
        return value;
    }

    private static void requireBare(String value) throws MalformedKeyException {
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case ',' -> throw MalformedKeyException.list();
                // Parameters, or part of the key: ignored, two keys might become one.
                case ';' ->
                    throw new MalformedKeyException("has a semicolon in a bare key; put the key in double quotes,"
                            + " within it or before its parameters");
                case '"' ->
                    throw new MalformedKeyException(
                            "has a double quote within the key; put the whole key in double quotes"
                                    + " and a backslash before each double quote within it");
                default -> requireVisible(value.charAt(i));
            }
        }
    }

    /** Refuses what is not visible ASCII. */
    static void requireVisible(char c) throws MalformedKeyException {
        if (c <= 0x20 || c >= 0x7F) {
            throw new MalformedKeyException(
                    "has a character in the key that is not visible ASCII; send letters, digits and punctuation only");
        }
    }

    private void check(String key) throws MalformedKeyException {
        if (key.isEmpty()) {
            throw new MalformedKeyException("holds an empty key; send a unique key, such as a UUID in double quotes");
        }
        if (key.length() > maxLength) {
            throw tooLong();
        }
        if (key.length() < minLength) {
            throw new MalformedKeyException(
                    "holds a key that is too short; send a unique key of at least " + minLength + " characters");
        }
        if (pattern != null && !pattern.matcher(key).matches()) {
            throw new MalformedKeyException(
                    "holds a key of another form than this service asks for; send one that matches " + pattern);
        }
    }

    private MalformedKeyException tooLong() {
        return new MalformedKeyException(
                "holds a key that is too long; send a unique key of at most " + maxLength + " characters");
    }

    /** Removes the white space that HTTP allows around a field value (RFC 9110, section 5.5), and no other. */
    static String trim(String line) {
        int start = 0;
        int end = line.length();
        while (start < end && isSpace(line.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
