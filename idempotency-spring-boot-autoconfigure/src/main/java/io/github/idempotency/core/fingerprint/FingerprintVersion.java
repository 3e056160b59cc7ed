package io.github.idempotency.core.fingerprint;

import io.github.idempotency.PayloadHash;
import java.util.Optional;

/**
 * The ways to compute a fingerprint this version of the library knows. The number is stored with each record, so that a
 * duplicate is compared the way its first request was, whatever the configuration says by then.
 */
public enum FingerprintVersion {
    RAW_V1(1, PayloadHash.RAW),
    CANONICAL_JSON_V1(2, PayloadHash.CANONICAL_JSON),
    NONE_V1(3, PayloadHash.NONE);

    private final int number;
    private final PayloadHash payloadHash;

    FingerprintVersion(int number, PayloadHash payloadHash) {
        this.number = number;
        this.payloadHash = payloadHash;
    }

    /** The number that is stored. */
    public int number() {
        return number;
    }

    /** How the payload enters. */
    public PayloadHash payloadHash() {
        return payloadHash;
    }

    /** The version that is written for a payload hash today. */
    public static FingerprintVersion current(PayloadHash payloadHash) {
        return switch (payloadHash) {
            case RAW -> RAW_V1;
            case CANONICAL_JSON -> CANONICAL_JSON_V1;
            case NONE -> NONE_V1;
        };
    }

    /** The version with a stored number; empty if it is not known here. */
    public static Optional<FingerprintVersion> of(int number) {
        for (FingerprintVersion version : values()) {
            if (version.number == number) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
