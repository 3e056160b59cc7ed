package io.github.idempotency.core;

/** The spellings of a key that are accepted in the header. */
public enum KeyFormat {
    /** A quoted string or a bare token; {@code "k"} and {@code k} are the same key. */
    LENIENT,
    /** A quoted string (RFC 9651, section 3.3.3) only. */
    STRICT
}
