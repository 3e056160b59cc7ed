package io.github.idempotency.core.fingerprint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over parts, each with its length in front so that none runs into the next. */
final class PartDigest {

    private final MessageDigest sha256;

    PartDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    PartDigest number(int number) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        return this;
    }

    PartDigest bytes(byte[] bytes) {
        number(bytes.length);
        sha256.update(bytes);
        return this;
    }

    /** Adds a canonical form as its bytes are added, without holding them. */
    PartDigest canonical(CanonicalJson json) {
        number(json.length());
        json.writeTo(new CanonicalJson.Output() {

            @Override
            public void write(int octet) {
                sha256.update((byte) octet);
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                sha256.update(source, offset, length);
            }
        });
        return this;
    }

    /** Adds the UTF-16 code units: other than UTF-8 they keep lone surrogates apart. */
    PartDigest text(String text) {
        ByteBuffer units = ByteBuffer.allocate(Character.BYTES * text.length());
        units.asCharBuffer().put(text);
        return bytes(units.array());
    }

    /** Adds names in their natural order, each with its values in theirs. */
    PartDigest texts(Map<String, List<String>> valuesByName) {
        number(valuesByName.size());
        new TreeMap<>(valuesByName).forEach((name, values) -> {
            text(name).number(values.size());
            values.forEach(this::text);
        });
        return this;
    }

    byte[] value() {
        return sha256.digest();
    }
}
