package io.github.idempotency.web;

/** More was written to a response than can be held back until the transaction of its handler is committed. */
final class ResponseTooLargeException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ResponseTooLargeException(long maxHeld) {
        super(
                "The response of an operation with execution ATOMIC is held back until its transaction is committed, and is"
                        + " larger than " + maxHeld
                        + " bytes (idempotency.web.max-held-response). The transaction is rolled back."
                        + " Return less, raise the limit, or use execution LEASE");
    }
}
