package io.github.idempotency.core.fingerprint;

import io.github.idempotency.core.fingerprint.CanonicalJson.Output;
import java.nio.charset.StandardCharsets;

/**
 * Reads a JSON text strictly by RFC 8259, refusing what has no canonical form (repeated members, lone surrogates, deep nesting),
 * and writes it in canonical form on the way.
 */
final class JsonText {

    private static final int MAX_DEPTH = 500;
    private static final int END = -1;
    /** An integer of as many digits, or fewer, is its own canonical spelling. */
    private static final int PLAIN_DIGITS = 21;

    private final byte[] json;
    private final MemberOrder order;
    private final boolean checking;
    private final Output output;
    private int position;
    private int depth;

    private JsonText(byte[] json, MemberOrder order, boolean checking, Output output) {
        this.json = json;
        this.order = order;
        this.checking = checking;
        this.output = output;
    }

    /**
     * Reads the text as it stands, and notes the order of its members.
     *
     * @param json valid UTF-8
     */
    static void check(byte[] json, MemberOrder order, Output output) throws NotCanonicalException {
        new JsonText(json, order, true, output).text();
        order.complete();
    }

    /** Reads a text that was checked, its members in the order that was noted. */
    static void write(byte[] json, MemberOrder order, Output output) throws NotCanonicalException {
        new JsonText(json, order, false, output).text();
    }

    private void text() throws NotCanonicalException {
        value();
        skipSpace();
        require(position == json.length);
    }

    private void value() throws NotCanonicalException {
        skipSpace();
        switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void object() throws NotCanonicalException {
        int[] sorted = checking ? null : order.of(position);
        if (sorted == null) {
            objectAsItStands();
        } else {
            sortedObject(sorted);
        }
    }

    private void objectAsItStands() throws NotCanonicalException {
        int start = position;
        int mark = order.begin();
        open();
        if (!closes('}')) {
            do {
                skipSpace();
                if (checking) {
                    order.add(position);
                }
                member();
            } while (continues('}'));
        }
        if (checking) {
            order.end(mark, start, position);
        }
    }

    private void sortedObject(int[] sorted) throws NotCanonicalException {
        output.write('{');
        depth++;
        for (int i = 1; i < sorted.length; i++) {
            if (i > 1) {
                output.write(',');
            }
            position = sorted[i];
            member();
        }
        depth--;
        output.write('}');
        position = sorted[0];
    }

    private void member() throws NotCanonicalException {
        string();
        skipSpace();
        expect(':');
        output.write(':');
        value();
    }

    private void array() throws NotCanonicalException {
        open();
        if (!closes(']')) {
            do {
                value();
            } while (continues(']'));
        }
    }

    private void open() throws NotCanonicalException {
        require(++depth <= MAX_DEPTH);
        output.write(next());
    }

    private boolean closes(char end) {
        skipSpace();
        if (peek() != end) {
            return false;
        }
        position++;
        depth--;
        output.write(end);
        return true;
    }

    private boolean continues(char end) throws NotCanonicalException {
        if (closes(end)) {
            return false;
        }
        expect(',');
        output.write(',');
        return true;
    }

    private void string() throws NotCanonicalException {
        expect('"');
        output.write('"');
        int plain = position;
        int octet;
        while ((octet = next()) != '"') {
            require(octet >= 0x20);
            if (octet == '\\') {
                output.write(json, plain, position - 1 - plain);
                escaped();
                plain = position;
            }
        }
        output.write(json, plain, position - plain);
    }

    private void escaped() throws NotCanonicalException {
        int c = next();
        switch (c) {
            case '"', '\\', '/' -> character((char) c);
            case 'b' -> character('\b');
            case 'f' -> character('\f');
            case 'n' -> character('\n');
            case 'r' -> character('\r');
            case 't' -> character('\t');
            case 'u' -> codeUnits();
            default -> throw new NotCanonicalException();
        }
    }

    private void codeUnits() throws NotCanonicalException {
        char unit = codeUnit();
        if (!Character.isSurrogate(unit)) {
            character(unit);
            return;
        }
        require(next() == '\\' && next() == 'u');
        char low = codeUnit();
        require(Character.isSurrogatePair(unit, low));
        octets(new String(new char[] {unit, low}).getBytes(StandardCharsets.UTF_8));
    }

    private char codeUnit() throws NotCanonicalException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int c = next();
            // Character.digit knows the digits of other scripts too, JSON does not.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            require(digit >= 0);
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    /** RFC 8785, section 3.2.2.2. */
    private void character(char c) {
        switch (c) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\b' -> ascii("\\b");
            case '\t' -> ascii("\\t");
            case '\n' -> ascii("\\n");
            case '\f' -> ascii("\\f");
            case '\r' -> ascii("\\r");
            default -> {
                if (c < 0x20) {
                    ascii("\\u00" + (c < 0x10 ? '0' : '1') + Character.forDigit(c & 0xF, 16));
                } else if (c < 0x80) {
                    output.write(c);
                } else {
                    octets(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void literal(String literal) throws NotCanonicalException {
        int start = position;
        for (int i = 0; i < literal.length(); i++) {
            expect(literal.charAt(i));
        }
        output.write(json, start, literal.length());
    }

    private void number() throws NotCanonicalException {
        int start = position;
        boolean negative = skip('-');
        int integer = position;
        if (!skip('0')) {
            digits();
        }
        boolean plain = position - integer <= PLAIN_DIGITS && !(negative && json[integer] == '0');
        if (skip('.')) {
            digits();
            plain = false;
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
            plain = false;
        }
        if (plain) {
            output.write(json, start, position - start);
        } else {
            ascii(CanonicalNumber.of(new String(json, start, position - start, StandardCharsets.US_ASCII)));
        }
    }

    private void digits() throws NotCanonicalException {
        int start = position;
        while (peek() >= '0' && peek() <= '9') {
            position++;
        }
        require(position > start);
    }

    private void ascii(String text) {
        octets(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void octets(byte[] octets) {
        output.write(octets, 0, octets.length);
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

    private int next() throws NotCanonicalException {
        require(position < json.length);
        return json[position++] & 0xFF;
    }

    private int peek() {
        return position < json.length ? json[position] & 0xFF : END;
    }

    private static void require(boolean condition) throws NotCanonicalException {
        if (!condition) {
            throw new NotCanonicalException();
        }
    }
}
