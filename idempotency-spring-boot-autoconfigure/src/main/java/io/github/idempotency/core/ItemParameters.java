package io.github.idempotency.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The parameters after the item of a structured field, RFC 9651, section 4.2.3.2. They have to be well-formed and mean nothing
 * here: draft-ietf-httpapi-idempotency-key-header-07 defines none, and unknown ones are ignored.
 */
final class ItemParameters {

    private static final char END = '\uFFFF';
    private static final int LONGEST_INTEGER = 15;
    private static final int LONGEST_INTEGER_OF_DECIMAL = 12;
    private static final int LONGEST_FRACTION = 3;

    private final String field;
    private int position;

    private ItemParameters(String field, int position) {
        this.field = field;
        this.position = position;
    }

    /** Reads parameters up to the end of the field; there may be none. */
    static void skip(String field, int position) throws MalformedKeyException {
        ItemParameters parameters = new ItemParameters(field, position);
        while (parameters.takes(';')) {
            parameters.parameter();
        }
        while (parameters.takes(' ') || parameters.takes('\t')) {
            continue;
        }
        if (parameters.peek() == ',') {
            throw MalformedKeyException.list();
        }
        if (parameters.position < field.length()) {
            throw new MalformedKeyException("goes on after the closing double quote; send the key alone");
        }
    }

    private void parameter() throws MalformedKeyException {
        while (takes(' ')) {
            continue;
        }
        char first = next();
        require(isLower(first) || first == '*');
        while (isLower(peek()) || isDigit(peek()) || isOneOf("_-.*", peek())) {
            position++;
        }
        if (takes('=')) {
            value();
        }
    }

    private void value() throws MalformedKeyException {
        char first = next();
        switch (first) {
            case '"' -> string();
            case ':' -> bytes();
            case '?' -> require(isOneOf("01", next()));
            case '@' -> require(!number(next()));
            case '%' -> displayString();
            default -> {
                if (first == '-' || isDigit(first)) {
                    number(first);
                } else {
                    require(isLetter(first) || first == '*');
                    token();
                }
            }
        }
    }

    /** Returns true for a decimal, false for an integer. */
    private boolean number(char first) throws MalformedKeyException {
        require(isDigit(first == '-' ? next() : first));
        int digits = 1 + digits();
        if (!takes('.')) {
            require(digits <= LONGEST_INTEGER);
            return false;
        }
        int fraction = digits();
        require(digits <= LONGEST_INTEGER_OF_DECIMAL && fraction >= 1 && fraction <= LONGEST_FRACTION);
        return true;
    }

    private int digits() {
        int start = position;
        while (isDigit(peek())) {
            position++;
        }
        return position - start;
    }

    private void string() throws MalformedKeyException {
        for (char c = next(); c != '"'; c = next()) {
            require(c >= 0x20 && c < 0x7F && (c != '\\' || isOneOf("\"\\", next())));
        }
    }

    private void bytes() throws MalformedKeyException {
        for (char c = next(); c != ':'; c = next()) {
            require(isLetter(c) || isDigit(c) || isOneOf("+/=", c));
        }
    }

    private void token() {
        while (isLetter(peek()) || isDigit(peek()) || isOneOf("!#$%&'*+-.^_`|~:/", peek())) {
            position++;
        }
    }

    private void displayString() throws MalformedKeyException {
        require(next() == '"');
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (char c = next(); c != '"'; c = next()) {
            require(c >= 0x20 && c < 0x7F);
            text.write(c == '%' ? hexDigit(next()) << 4 | hexDigit(next()) : c);
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.toByteArray()));
        } catch (CharacterCodingException e) {
            throw MalformedKeyException.parameters();
        }
    }

    private static int hexDigit(char c) throws MalformedKeyException {
        int digit = "0123456789abcdef".indexOf(c);
        require(digit >= 0);
        return digit;
    }

    private boolean takes(char c) {
        boolean found = peek() == c;
        position += found ? 1 : 0;
        return found;
    }

    private char next() throws MalformedKeyException {
        require(position < field.length());
        return field.charAt(position++);
    }

    private char peek() {
        return position < field.length() ? field.charAt(position) : END;
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(char c) {
        return isLower(c) || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isOneOf(String characters, char c) {
        return characters.indexOf(c) >= 0;
    }

    private static void require(boolean condition) throws MalformedKeyException {
        if (!condition) {
            throw MalformedKeyException.parameters();
        }
    }
}
