package io.github.idempotency;

/** What becomes of the key after a 5xx response or an exception. An applied effect is never released. */
public enum OnError {
    /** The key is free again. */
    RELEASE,
    /** The response is stored and replayed like any other. */
    KEEP,
    /** The outcome counts as unknown: 409 {@code outcome-unknown} until it is resolved. */
    UNCERTAIN
}
