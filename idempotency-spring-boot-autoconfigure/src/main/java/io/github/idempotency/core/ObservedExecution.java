package io.github.idempotency.core;

import java.util.function.Supplier;

/** A run in the rollout phase <em>observe</em>: the key is remembered, the response is neither kept nor changed. */
record ObservedExecution(ActiveExecution claimed) implements ActiveExecution {

    @Override
    public Outcome outcome() {
        return Outcome.EXECUTED;
    }

    @Override
    public boolean isClaimed() {
        return true;
    }

    @Override
    public boolean keepsResponse() {
        return false;
    }

    @Override
    public long fence() {
        return claimed.fence();
    }

    @Override
    public boolean holdsBackResponse() {
        return false;
    }

    @Override
    public void handlerReturned(HandlerResult result, Supplier<Envelope> envelope) {}

    @Override
    public void stopRenewing() {
        claimed.stopRenewing();
    }

    @Override
    public Settled settle(HandlerResult result, Supplier<Envelope> envelope) {
        Settled settled = claimed.settle(result, () -> Envelope.notStored(result.status()));
        return settled == Settled.OWNERSHIP_LOST ? Settled.NOT_STORED : settled;
    }
}
