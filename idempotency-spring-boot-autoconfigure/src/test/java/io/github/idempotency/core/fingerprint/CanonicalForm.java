package io.github.idempotency.core.fingerprint;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** A canonical form as bytes. */
final class CanonicalForm {

    private CanonicalForm() {}

    /** The form of a text; empty if there is none. Its announced length is that of its bytes. */
    static Optional<byte[]> of(byte[] json) {
        return CanonicalJson.of(json).map(canonical -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            canonical.writeTo(new CanonicalJson.Output() {

                @Override
                public void write(int octet) {
                    bytes.write(octet);
                }

                @Override
                public void write(byte[] source, int offset, int length) {
                    bytes.write(source, offset, length);
                }
            });
            if (bytes.size() != canonical.length()) {
                throw new AssertionError("Announced " + canonical.length() + " bytes, wrote " + bytes.size());
            }
            return bytes.toByteArray();
        });
    }
}
