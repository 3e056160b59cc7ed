package io.github.idempotency.core;

/**
 * How the handler came out, as far as it decides about the record.
 *
 * @param status   status of the response
 * @param began    whether the handler method itself was entered, rather than the request being refused on the way to it
 * @param failed   whether an exception escaped the application's exception handling
 * @param timedOut whether an asynchronous handler was given up waiting for, so that its work may still go on
 */
public record HandlerResult(int status, boolean began, boolean failed, boolean timedOut) {

    /** Whether a transaction around the handler may commit. */
    public boolean isCommittable() {
        return began && !failed && !timedOut && status < 400;
    }
}
