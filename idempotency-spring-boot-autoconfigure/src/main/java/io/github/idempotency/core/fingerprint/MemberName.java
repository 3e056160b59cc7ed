package io.github.idempotency.core.fingerprint;

/** Reads the UTF-16 code units of a name in a JSON text that was found valid, escapes decoded. */
final class MemberName {

    /** Less than every code unit. */
    static final int END = -1;

    private final byte[] json;
    private int position;
    private int lowSurrogate;

    MemberName(byte[] json) {
        this.json = json;
    }

    /** Begins with a name, at its opening quote. */
    void moveTo(int name) {
        position = name + 1;
        lowSurrogate = 0;
    }

    /** The next code unit, or {@link #END}. */
    int next() {
        if (lowSurrogate != 0) {
            int unit = lowSurrogate;
            lowSurrogate = 0;
            return unit;
        }
        int octet = json[position];
        if (octet == '"') {
            return END;
        }
        position++;
        if (octet == '\\') {
            return escaped(json[position++]);
        }
        return octet >= 0 ? octet : decoded(octet);
    }

    private int escaped(int c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> c;
        };
    }

    private int codeUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            unit = unit << 4 | Character.digit(json[position++], 16);
        }
        return unit;
    }

    private int decoded(int lead) {
        if ((lead & 0xE0) == 0xC0) {
            return (lead & 0x1F) << 6 | continuation();
        }
        if ((lead & 0xF0) == 0xE0) {
            return (lead & 0x0F) << 12 | continuation() << 6 | continuation();
        }
        int codePoint = (lead & 0x07) << 18 | continuation() << 12 | continuation() << 6 | continuation();
        lowSurrogate = Character.lowSurrogate(codePoint);
        return Character.highSurrogate(codePoint);
    }

    private int continuation() {
        return json[position++] & 0x3F;
    }
}
