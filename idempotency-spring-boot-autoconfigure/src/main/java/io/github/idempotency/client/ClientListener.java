package io.github.idempotency.client;

/** Hears of outgoing calls to configured destinations. What it throws does not reach the call. */
public interface ClientListener {

    /** An attempt is made, the first or a later one. */
    default void onAttempt(String destination) {}

    /** An attempt failed and is made again. */
    default void onRetry(String destination, RetryReason reason) {}

    /**
     * A call was answered with a success after it had failed.
     *
     * @param reason why its last retry was made
     */
    default void onRecovered(String destination, RetryReason reason) {}

    /** A failure that might have been retried is handed to the caller. */
    default void onGivenUp(String destination, GiveUpReason reason) {}
}
