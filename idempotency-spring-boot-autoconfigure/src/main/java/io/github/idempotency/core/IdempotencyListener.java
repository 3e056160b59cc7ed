package io.github.idempotency.core;

import io.github.idempotency.RiskClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens. Called in the thread of the request: be quick. An exception from a listener is logged and goes no
 * further.
 */
public interface IdempotencyListener {

    /** Called once for every request to an idempotent operation, when its outcome is known. */
    default void onOutcome(RequestOutcome outcome) {}

    /**
     * Called when a retry got a success, a status below 400: from the record, or by running what was abandoned. A key whose
     * retries succeed several times is told each time.
     *
     * @param outcome the outcome of the retry, with the hash of its key
     */
    default void onRetryRecovered(RequestOutcome outcome) {}

    /**
     * Called for every call to the store.
     *
     * @param call     the verb, such as {@code claim}
     * @param result   {@code hit}, {@code miss} (the record was not as expected) or {@code unavailable}
     * @param duration how long it took
     */
    default void onStoreCall(String call, String result, Duration duration) {}

    /**
     * Called when a record was settled in the background.
     *
     * @param operation the operation
     * @param result    what became of the record
     */
    default void onReconciled(String operation, RecordReconciler.Result result) {}

    /**
     * Called when the purge has looked for expired records, in the background.
     *
     * @param progress what it found
     */
    default void onPurged(PurgeProgress progress) {}

    /**
     * A step of the purge.
     *
     * @param records   how many records were removed
     * @param responses how many responses were removed whose key is still remembered
     * @param lag       how long the oldest record or response that is still there has been expired, at most; zero if there is
     *                  none, or if another instance does the work
     * @param nextLook  the time until the purge looks again, about
     */
    record PurgeProgress(int records, int responses, Duration lag, Duration nextLook) {}

    /**
     * The outcome of a request.
     *
     * @param operation     the operation
     * @param risk          its risk class
     * @param outcome       what became of the request
     * @param tenant        the tenant, null if it was not needed to decide
     * @param clientVersion what the client says of itself, already bounded; {@code unknown} if it says nothing, and
     *                      {@code synthetic} for traffic that is tagged so
     * @param keyHash       short hash of the record, null without a key
     */
    record RequestOutcome(
            String operation,
            RiskClass risk,
            Outcome outcome,
            @Nullable String tenant,
            String clientVersion,
            @Nullable String keyHash) {}
}
