package io.github.idempotency.core;

/** A key spelled as a string of RFC 9651, section 3.3.3. */
final class QuotedKey {

    private QuotedKey() {}

    /**
     * Decodes the key.
     *
     * @param value the header's value, beginning with a double quote
     */
    static String decode(String value) throws MalformedKeyException {
        StringBuilder key = new StringBuilder(value.length());
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                requireNothing(KeyParser.trim(value.substring(i + 1)));
                return key.toString();
            }
            if (c == '\\') {
                c = escaped(value, ++i);
            }
            KeyParser.requireVisible(c);
            key.append(c);
        }
        throw new MalformedKeyException("has no closing double quote; put the whole key in double quotes");
    }

    private static char escaped(String value, int index) throws MalformedKeyException {
        char c = index < value.length() ? value.charAt(index) : 0;
        if (c != '"' && c != '\\') {
            throw new MalformedKeyException("has a backslash in the key that escapes nothing; put a backslash before a"
                    + " backslash or a double quote only");
        }
        return c;
    }

    private static void requireNothing(String rest) throws MalformedKeyException {
        if (rest.startsWith(",")) {
            throw MalformedKeyException.list();
        }
        if (rest.startsWith(";")) {
            throw MalformedKeyException.parameters();
        }
        if (!rest.isEmpty()) {
            throw new MalformedKeyException("goes on after the closing double quote; send the key alone");
        }
    }
}
