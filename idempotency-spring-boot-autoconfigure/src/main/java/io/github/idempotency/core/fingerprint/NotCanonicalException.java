package io.github.idempotency.core.fingerprint;

/** A text has no canonical form. Never leaves this package. */
final class NotCanonicalException extends Exception {

    NotCanonicalException() {
        super(null, null, false, false);
    }
}
