package io.github.idempotency.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is to be done with a request. */
public sealed interface Decision {

    /**
     * Run the handler.
     *
     * @param execution the execution, which has to be ended
     */
    record Run(ActiveExecution execution) implements Decision {}

    /**
     * Answer from a stored response.
     *
     * @param envelope the response
     * @param outcome  {@link Outcome#REPLAYED} or {@link Outcome#REPLAYED_MISMATCH}
     */
    record Replay(Envelope envelope, Outcome outcome) implements Decision {}

    /**
     * Answer with a problem.
     *
     * @param outcome    why
     * @param retryAfter when the same request may succeed; null if it will not
     * @param stored     what is known of a response that cannot be replayed; null if nothing
     */
    record Refuse(
            Outcome outcome,
            @Nullable Duration retryAfter,
            @Nullable Envelope stored) implements Decision {

        /** A refusal that tells nothing of a response. */
        public Refuse(Outcome outcome, @Nullable Duration retryAfter) {
            this(outcome, retryAfter, null);
        }
    }

    /**
     * Find out what became of an execution that ended without a response, see {@link IdempotencyEngine#resolve}; only for a
     * caller who may run the operation.
     *
     * @param stored the record as it was read
     */
    record Resolve(StoredRecord stored) implements Decision {}
}
