package io.github.idempotency;

/**
 * The record of this request is another's now: its lease lapsed and a retry took it over, or an operator settled it. Thrown by
 * {@link IdempotentExecution#step} after a step whose result could therefore not be kept. The handler must not go on, nor
 * catch this; the client gets an error, and its retry the answer of the record's owner.
 */
public class ClaimLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public ClaimLostException(String message) {
        super(message);
    }
}
