package io.github.idempotency.limits;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** A bounded number of buckets; the one that was not used for longest makes room. */
final class Buckets {

    private final int max;
    private final Map<UUID, TokenBucket> byLastUse = new LinkedHashMap<>(16, 0.75f, true);

    Buckets(int max) {
        this.max = max;
    }

    synchronized TokenBucket get(UUID id, Supplier<TokenBucket> created) {
        TokenBucket bucket = byLastUse.get(id);
        if (bucket == null) {
            makeRoom();
            bucket = created.get();
            byLastUse.put(id, bucket);
        }
        return bucket;
    }

    private void makeRoom() {
        if (byLastUse.size() >= max) {
            Iterator<TokenBucket> leastRecentlyUsed = byLastUse.values().iterator();
            leastRecentlyUsed.next();
            leastRecentlyUsed.remove();
        }
    }

    synchronized int size() {
        return byLastUse.size();
    }
}
