package io.github.idempotency.core;

import java.time.Duration;
import java.util.UUID;

/** A store that knows which instances use it. All methods throw {@link StoreUnavailableException} if it cannot answer. */
public interface InstanceStore {

    /**
     * Makes an instance known, or keeps it so.
     *
     * @param instance the instance
     * @param lease    the time until it is forgotten, from now
     * @return how many instances are known, this one included
     */
    int joinInstances(UUID instance, Duration lease);

    /** Forgets an instance at once. */
    void leaveInstances(UUID instance);
}
