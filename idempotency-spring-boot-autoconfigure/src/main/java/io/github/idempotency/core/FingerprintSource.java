package io.github.idempotency.core;

import io.github.idempotency.core.fingerprint.Fingerprint;
import io.github.idempotency.core.fingerprint.FingerprintVersion;

/** Computes the fingerprint of the request at hand, in the version that is asked for. */
@FunctionalInterface
public interface FingerprintSource {

    Fingerprint fingerprint(FingerprintVersion version);
}
