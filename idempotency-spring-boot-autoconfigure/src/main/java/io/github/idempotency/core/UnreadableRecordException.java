package io.github.idempotency.core;

/** The store answered, with a record that this version of the library cannot read. Says nothing about other records. */
public class UnreadableRecordException extends StoreUnavailableException {

    public UnreadableRecordException(String message) {
        super(message, null);
    }
}
