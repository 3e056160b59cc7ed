package io.github.idempotency.core.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a JSON text strictly by RFC 8259, refusing what has no canonical form: repeated members, lone surrogates, deep
 * nesting. Gives a map sorted by UTF-16 code units for an object, a list for an array, {@link Text} for a string, and the
 * canonical spelling as a string for a number or literal.
 */
final class JsonTextParser {

    /** A string, as opposed to the spelling of a number or literal. */
    record Text(String value) {}

    private static final int MAX_DEPTH = 500;
    private static final char END = '\uFFFF';

    private final String json;
    private int position;
    private int depth;

    JsonTextParser(String json) {
        this.json = json;
    }

    Object parse() throws NotCanonicalException {
        Object value = value();
        skipSpace();
        require(position == json.length());
        return value;
    }

    private Object value() throws NotCanonicalException {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Text(string());
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private Map<String, Object> object() throws NotCanonicalException {
        open();
        // A sorted map, not a hash map: names chosen to collide cost nothing.
        Map<String, Object> members = new TreeMap<>();
        if (!closes('}')) {
            do {
                skipSpace();
                String name = string();
                skipSpace();
                expect(':');
                require(members.put(name, value()) == null);
            } while (continues('}'));
        }
        return members;
    }

    private List<Object> array() throws NotCanonicalException {
        open();
        List<Object> elements = new ArrayList<>();
        if (!closes(']')) {
            do {
                elements.add(value());
            } while (continues(']'));
        }
        return elements;
    }

    private void open() throws NotCanonicalException {
        require(++depth <= MAX_DEPTH);
        position++;
    }

    private boolean closes(char end) {
        skipSpace();
        if (peek() != end) {
            return false;
        }
        position++;
        depth--;
        return true;
    }

    private boolean continues(char end) throws NotCanonicalException {
        if (closes(end)) {
            return false;
        }
        expect(',');
        return true;
    }

    private String string() throws NotCanonicalException {
        expect('"');
        StringBuilder value = new StringBuilder();
        char c;
        while ((c = next()) != '"') {
            require(c >= 0x20);
            value.append(c == '\\' ? escaped() : c);
        }
        requirePairedSurrogates(value);
        return value.toString();
    }

    private char escaped() throws NotCanonicalException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw new NotCanonicalException();
        };
    }

    private char codeUnit() throws NotCanonicalException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            char c = next();
            // Character.digit knows the digits of other scripts too, JSON does not.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            require(digit >= 0);
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private static void requirePairedSurrogates(CharSequence value) throws NotCanonicalException {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                require(i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1)));
                i++;
            }
        }
    }

    private String literal(String literal) throws NotCanonicalException {
        require(json.startsWith(literal, position));
        position += literal.length();
        return literal;
    }

    private String number() throws NotCanonicalException {
        int start = position;
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        return CanonicalNumber.of(json.substring(start, position));
    }

    private void digits() throws NotCanonicalException {
        int start = position;
        while (peek() >= '0' && peek() <= '9') {
            position++;
        }
        require(position > start);
    }

    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            position++;
        }
    }

    private void expect(char c) throws NotCanonicalException {
        require(next() == c);
    }

    private char next() throws NotCanonicalException {
        require(position < json.length());
        return json.charAt(position++);
    }

    private char peek() {
        return position < json.length() ? json.charAt(position) : END;
    }

    private static void require(boolean condition) throws NotCanonicalException {
        if (!condition) {
            throw new NotCanonicalException();
        }
    }
}
