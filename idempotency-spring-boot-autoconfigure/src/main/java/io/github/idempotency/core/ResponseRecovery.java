package io.github.idempotency.core;

import java.util.Optional;

/** Rebuilds responses that were lost after their effects were committed. */
@FunctionalInterface
public interface ResponseRecovery {

    /**
     * Rebuilds the response of a record. May read the application's data and take its time.
     *
     * @param key   the record's key
     * @param fence the fence of the execution whose response was lost
     * @return empty if the operation has no recovery, or the recovery finds no effect
     * @throws RuntimeException whatever the application's recovery throws
     */
    Optional<Envelope> recover(RecordKey key, long fence);
}
