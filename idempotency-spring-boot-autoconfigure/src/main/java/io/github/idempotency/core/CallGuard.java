package io.github.idempotency.core;

import java.time.Duration;

/**
 * Spares requests the wait for a store that is known to be away. Asked before a call that a request can do without, and told
 * how every call went. Must not throw; called by many threads at once.
 */
public interface CallGuard {

    /** Lets every call through. */
    CallGuard NONE = new CallGuard() {

        @Override
        public boolean permits() {
            return true;
        }

        @Override
        public void succeeded(Duration duration) {}

        @Override
        public void failed(Duration duration, StoreUnavailableException failure) {}

        @Override
        public void undecided() {}

        @Override
        public State state() {
            return State.CLOSED;
        }
    };

    /** Where it stands; the names are those of circuit breakers. */
    enum State {
        /** Calls are made. */
        CLOSED,
        /** Calls are refused. */
        OPEN,
        /** A call is let through to see whether the store is back. */
        HALF_OPEN;

        private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

        /** The name used outside, such as {@code half-open}. */
        public String code() {
            return code;
        }
    }

    /**
     * Whether a call may be made. After a yes, one of {@link #succeeded}, {@link #failed} and {@link #undecided} follows; the first
     * two are also told of calls for which nobody asked.
     */
    boolean permits();

    /** The store answered. */
    void succeeded(Duration duration);

    /** The store did not answer, or said that it cannot. */
    void failed(Duration duration, StoreUnavailableException failure);

    /** A call that was permitted says nothing about the store: whoever made it was interrupted, or it failed for another reason. */
    void undecided();

    /** Where it stands. */
    State state();
}
