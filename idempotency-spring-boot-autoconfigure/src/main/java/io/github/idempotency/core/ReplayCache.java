package io.github.idempotency.core;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records that were just replayed, so that further duplicates need not ask the store. Must not throw; called by many
 * threads at once.
 *
 * <p>Only records that are completed, with a response that may be replayed: nothing but an operator ends those before their
 * time. None outlives what the store said of its {@linkplain StoredRecord#replayableFor remaining time} when it was read.
 */
public interface ReplayCache {

    /** Keeps nothing. */
    ReplayCache NONE = new ReplayCache() {

        @Override
        public Lookup lookUp(RecordKey key) {
            return Lookup.NOTHING;
        }

        @Override
        public void forget(UUID id) {}
    };

    /** Looks for the record of a key. To be called before the store is asked, for its answer ages from here on. */
    Lookup lookUp(RecordKey key);

    /** Drops a record that was changed, and whatever was read of it before. */
    void forget(UUID id);

    /** A key that was looked for. */
    interface Lookup {

        /** Nothing was found, and nothing will be kept. */
        Lookup NOTHING = new Lookup() {

            @Override
            public @Nullable StoredRecord found() {
                return null;
            }

            @Override
            public void read(StoredRecord stored) {}
        };

        /** The record that is kept; null if the store has to be asked. */
        @Nullable
        StoredRecord found();

        /** Keeps what the store said afterwards, if it can be kept. */
        void read(StoredRecord stored);
    }
}
