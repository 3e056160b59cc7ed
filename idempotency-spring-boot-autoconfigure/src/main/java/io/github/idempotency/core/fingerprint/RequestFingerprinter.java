package io.github.idempotency.core.fingerprint;

/** Computes fingerprints. */
public final class RequestFingerprinter {

    /** Computes the fingerprint of a request in a given version. */
    public Fingerprint fingerprint(FingerprintInput input, FingerprintVersion version) {
        throw new UnsupportedOperationException("Not written yet: " + input.method() + version);
    }
}
