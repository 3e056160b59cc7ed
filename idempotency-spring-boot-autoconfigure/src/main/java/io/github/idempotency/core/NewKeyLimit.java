package io.github.idempotency.core;

import java.util.Optional;

/**
 * Bounds the records a client may create. Concerns new keys only: a request whose key has a record is answered from it,
 * whatever the limit says, and costs nothing.
 *
 * <p>All beans of this type are asked, in their order, before each claim. Called in the thread of the request: be quick. A
 * limit that throws limits nothing; the failure is logged.
 */
@FunctionalInterface
public interface NewKeyLimit {

    /** Limits nothing. */
    NewKeyLimit NONE = key -> Optional.empty();

    /**
     * Whether a record may be created. Takes nothing: most requests under a known key pass here too.
     *
     * @param key the key of the request
     * @return how the request is refused if its key has no record; empty if it may create one
     */
    Optional<Decision.Refuse> refusal(RecordKey key);

    /**
     * Called when a record was created: the time to charge for it. Several requests may pass {@link #refusal} at once, so what
     * is charged may exceed what was left by as many.
     */
    default void created(RecordKey key) {}
}
