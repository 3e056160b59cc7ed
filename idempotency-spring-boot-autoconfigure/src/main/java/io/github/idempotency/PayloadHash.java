package io.github.idempotency;

/** How the payload enters the fingerprint. */
public enum PayloadHash {
    /** Byte by byte. */
    RAW,
    /** JSON payloads by value: member order, spacing, escapes and number spelling do not matter; others byte by byte. */
    CANONICAL_JSON,
    /** Not at all: method, path, query and content type only. */
    NONE
}
