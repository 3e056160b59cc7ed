package io.github.idempotency.core.envelope;

/** The source of the keys does not answer now: nothing is lost. */
public class KeysUnavailableException extends RuntimeException {

    KeysUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
