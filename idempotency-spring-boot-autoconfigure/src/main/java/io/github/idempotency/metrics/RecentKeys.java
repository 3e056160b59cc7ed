package io.github.idempotency.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the keys that were used last, by their hashes, up to a maximum. */
final class RecentKeys {

    private final Map<String, Boolean> keys;

    RecentKeys(int max) {
        this.keys = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > max;
            }
        };
    }

    /** Returns whether it was not remembered. */
    synchronized boolean add(String keyHash) {
        return keys.put(keyHash, true) == null;
    }
}
