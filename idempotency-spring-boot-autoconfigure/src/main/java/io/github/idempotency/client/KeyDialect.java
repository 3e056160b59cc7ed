package io.github.idempotency.client;

/** How a key is spelled in the header of an outgoing call. */
public enum KeyDialect {
    /** As a string of structured fields (RFC 9651), as draft-ietf-httpapi-idempotency-key-header-07 wants it. */
    QUOTED,
    /** As it is, as most payment providers want it. */
    BARE;

    String spell(String key) {
        return this == BARE ? key : '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
