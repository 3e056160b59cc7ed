package io.github.idempotency.core;

import java.util.function.Supplier;

/** A run without a claim: there is nothing to end. */
record UnclaimedExecution(Outcome outcome) implements ActiveExecution {

    @Override
    public boolean isClaimed() {
        return false;
    }

    @Override
    public boolean keepsResponse() {
        return false;
    }

    @Override
    public long fence() {
        return 0;
    }

    @Override
    public boolean holdsBackResponse() {
        return false;
    }

    @Override
    public void handlerReturned(HandlerResult result, Supplier<Envelope> envelope) {}

    @Override
    public Settled settle(HandlerResult result, Supplier<Envelope> envelope) {
        return Settled.NOT_STORED;
    }
}
