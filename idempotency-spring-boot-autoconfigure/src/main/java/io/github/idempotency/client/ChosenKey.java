package io.github.idempotency.client;

import io.github.idempotency.core.CallOrder;
import org.jspecify.annotations.Nullable;

/**
 * The key of a logical call.
 *
 * @param key   the key; null if the call carries none, or brings its own along in the header
 * @param place what tells the key apart from those of calls of the same kind; null if that is not their order
 */
record ChosenKey(@Nullable String key, @Nullable Place place) {

    static final ChosenKey NONE = new ChosenKey(null, null);

    static ChosenKey of(String key) {
        return new ChosenKey(key, null);
    }

    /** The call ended without a definite answer: the same call, if it is made again, is to have the same key. */
    void leaveToNext() {
        if (place != null) {
            place.order().leaveOpen(place.ordinal(), place.content());
        }
    }

    /**
     * The place of a call among those of its kind.
     *
     * @param content what it sends, and where
     */
    record Place(CallOrder order, int ordinal, Object content) {}
}
