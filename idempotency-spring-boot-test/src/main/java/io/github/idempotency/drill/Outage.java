package io.github.idempotency.drill;

/** Something that can be taken away for a while: a store, a downstream service. */
public interface Outage {

    /** Takes it away; returns once it is gone. */
    void begin() throws Exception;

    /** Brings it back. Called once after each {@link #begin}, whatever happened in between. */
    void end() throws Exception;

    /** An outage of two actions, such as stopping and starting a container. */
    static Outage of(Runnable begin, Runnable end) {
        return new Outage() {
            @Override
            public void begin() {
                begin.run();
            }

            @Override
            public void end() {
                end.run();
            }
        };
    }
}
