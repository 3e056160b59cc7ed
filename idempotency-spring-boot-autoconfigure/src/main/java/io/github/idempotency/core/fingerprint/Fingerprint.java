package io.github.idempotency.core.fingerprint;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A versioned hash of a request. Only fingerprints of one version can be compared.
 *
 * @param version how it was computed, see {@link FingerprintVersion}
 * @param digest  32 bytes; neither copied nor changed
 */
public record Fingerprint(int version, byte[] digest) {

    /** Whether both have the same version and digest. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && version == that.version && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "v" + version + ':' + HexFormat.of().formatHex(digest, 0, Math.min(6, digest.length));
    }
}
