package io.github.idempotency.core;

import io.github.idempotency.core.policy.OperationPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A run under a claim whose steps are separate: claimed before, completed after the handler. */
final class LeasedExecution implements ActiveExecution {

    private static final Logger logger = System.getLogger(LeasedExecution.class.getName());
    private static final int COMPLETION_ATTEMPTS = 2;

    private final IdempotencyStore store;
    private final StoreCalls calls;
    private final RecordKey key;
    private final Claim claim;
    private final OperationPolicy policy;

    LeasedExecution(IdempotencyStore store, StoreCalls calls, RecordKey key, Claim claim, OperationPolicy policy) {
        this.store = store;
        this.calls = calls;
        this.key = key;
        this.claim = claim;
        this.policy = policy;
    }

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
        return !policy.resultRetention().isZero();
    }

    @Override
    public long fence() {
        return claim.fence();
    }

    @Override
    public boolean holdsBackResponse() {
        return false;
    }

    @Override
    public void handlerReturned(HandlerResult result, Supplier<Envelope> envelope) {}

    @Override
    public Settled settle(HandlerResult result, Supplier<Envelope> envelope) {
        return switch (Settlement.of(result, policy.onError())) {
            case STORE -> {
                Envelope response = envelope.get();
                yield write("complete", () -> store.complete(claim, response), Settled.STORED, Settled.OWNERSHIP_LOST);
            }
            case RELEASE -> {
                // A takeover that never reached the handler leaves the record as it was found: it may stand for an
                // effect.
                boolean untouchedTakeover = claim.isTakeover() && !result.began();
                yield untouchedTakeover
                        ? free("lapse", () -> store.lapse(claim))
                        : free("release", () -> store.release(claim));
            }
            case MARK_UNCERTAIN -> free("mark-uncertain", () -> store.markUncertain(claim));
            case ABANDON -> Settled.NOT_STORED;
        };
    }

    private Settled free(String verb, BooleanSupplier step) {
        return write(verb, step, Settled.NOT_STORED, Settled.NOT_STORED);
    }

    private Settled write(String verb, BooleanSupplier step, Settled success, Settled lost) {
        StoreUnavailableException failure = null;
        for (int attempt = 0; attempt < COMPLETION_ATTEMPTS; attempt++) {
            try {
                boolean held = calls.call(verb, step::getAsBoolean, hit -> hit, tooLate -> {});
                if (!held) {
                    logger.log(
                            Level.WARNING,
                            "Record " + key + " is no longer held by this request (" + verb + ", fence " + claim.fence()
                                    + "): its lease lapsed and another request took it over");
                }
                return held ? success : lost;
            } catch (StoreUnavailableException e) {
                failure = e;
            }
        }
        logger.log(
                Level.ERROR,
                "Record " + key + " could not be written (" + verb + "): the key stays claimed until its lease ends",
                failure);
        return Settled.STORE_FAILED;
    }
}
