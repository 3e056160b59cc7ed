package io.github.idempotency.core;

/** What the key header of a request holds. */
public sealed interface ParsedKey {

    /** The request has no key header. */
    record Missing() implements ParsedKey {}

    /**
     * The request has a key.
     *
     * @param key the key, decoded
     */
    record Valid(String key) implements ParsedKey {

        /** Without the key, so that it reaches no log by accident. */
        @Override
        public String toString() {
            return "Valid";
        }
    }

    /**
     * The key header cannot be accepted.
     *
     * @param reason for the client: what is wrong and what to send instead; never a part of the key
     */
    record Invalid(String reason) implements ParsedKey {}
}
