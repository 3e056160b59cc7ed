package io.github.idempotency.core;

/** A key spelled as a string of RFC 9651, section 3.3.3. */
final class QuotedKey {

    private QuotedKey() {}

    /**
     * Decodes the key.
     *
     * @param value     the header's value, beginning with a double quote
     * @param maxLength where to stop reading: a longer key comes back cut to one character more than this
     */
    static String decode(String value, int maxLength) throws MalformedKeyException {
        StringBuilder key = new StringBuilder();
        for (int i = 1; i < value.length(); i++) {
            if (key.length() > maxLength) {
                return key.toString();
            }
            char c = value.charAt(i);
            if (c == '"') {
                ItemParameters.skip(value, i + 1);
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
}
