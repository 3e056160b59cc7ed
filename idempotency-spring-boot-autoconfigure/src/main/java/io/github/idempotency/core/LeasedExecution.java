package io.github.idempotency.core;

import io.github.idempotency.OnError;
import io.github.idempotency.core.policy.OperationPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run under a claim whose steps are separate: claimed before, completed after the handler. */
final class LeasedExecution implements ActiveExecution {

    private static final Logger logger = System.getLogger(LeasedExecution.class.getName());

    private static final ExecutionSteps UNSUPPORTED =
            ExecutionSteps.refused("the idempotency store keeps no steps. Use one that implements StepStore");

    private final IdempotencyStore store;
    private final StoreCalls calls;
    private final LeaseRenewer renewer;
    private final UnsettledWrites unsettled;
    private final RecordKey key;
    private final Claim claim;
    private final OperationPolicy policy;
    private final @Nullable StepKeeper keeper;
    private final ResponseKeeping keeping;
    private final @Nullable LeasedSteps steps;
    private final ExecutionEnd end = new ExecutionEnd();

    /** Its lease is renewed until it is settled. */
    LeasedExecution(
            IdempotencyStore store,
            StoreCalls calls,
            LeaseRenewer renewer,
            UnsettledWrites unsettled,
            RecordKey key,
            Claim claim,
            OperationPolicy policy,
            @Nullable StepKeeper keeper,
            ResponseKeeping keeping) {
        this.store = store;
        this.calls = calls;
        this.renewer = renewer;
        this.unsettled = unsettled;
        this.key = key;
        this.claim = claim;
        this.policy = policy;
        this.keeper = keeper;
        this.keeping = keeping;
        this.steps = keeper == null ? null : new LeasedSteps(keeper, calls, key, claim);
        renewer.watch(claim, policy.lease());
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
    public boolean isFreedByFailure() {
        return policy.onError() == OnError.RELEASE;
    }

    @Override
    public long fence() {
        return claim.fence();
    }

    @Override
    public ExecutionSteps steps() {
        return steps == null ? UNSUPPORTED : steps;
    }

    @Override
    public boolean holdsBackResponse() {
        return false;
    }

    @Override
    public void handlerReturned(HandlerResult result, Supplier<Envelope> envelope) {}

    @Override
    public ClaimScope enter() {
        return ClaimScope.open(claim, end);
    }

    @Override
    public void stopRenewing() {
        renewer.unwatch(claim);
    }

    @Override
    public Settled settle(HandlerResult result, Supplier<Envelope> envelope) {
        @Nullable Settled settled = null;
        end.begin();
        try {
            settled = write(result, envelope);
            return settled;
        } finally {
            if (settled != Settled.STORE_FAILED) { // else the background has the last word
                end.end(settled == Settled.STORED);
            }
        }
    }

    private Settled write(HandlerResult result, Supplier<Envelope> envelope) {
        renewer.unwatch(claim);
        return switch (Settlement.of(result, policy.onError())) {
            case STORE -> {
                Envelope response = keeping.kept(policy, key.operation(), envelope.get());
                yield write(
                        "complete", Settled.STORED, () -> store.complete(claim, response), () -> isStored(response));
            }
            case RELEASE -> {
                // A takeover that never reached the handler leaves the record as it was found: it may stand for an
                // effect. A step that ran and may not be kept leaves it as a crash does: resuming would repeat the
                // step.
                boolean untouchedTakeover = claim.isTakeover() && !result.began();
                boolean inDoubt = steps != null && steps.isInDoubt();
                if (inDoubt) {
                    yield write("lapse", Settled.NOT_STORED, () -> store.lapse(claim), () -> false);
                }
                yield untouchedTakeover
                        ? write("lapse", Settled.NOT_STORED, this::leave, () -> false)
                        : write("release", Settled.NOT_STORED, this::release, this::isGone);
            }
            case MARK_UNCERTAIN ->
                write("mark-uncertain", Settled.NOT_STORED, () -> store.markUncertain(claim), () -> false);
            case ABANDON -> Settled.NOT_STORED;
        };
    }

    /** An applied effect is never released: what became of it is found out by whoever asks next. Neither are steps. */
    private boolean release() {
        return store.release(claim) || suspend() || store.markUncertain(claim);
    }

    private boolean leave() {
        return suspend() || store.lapse(claim);
    }

    private boolean suspend() {
        return keeper != null
                && steps != null
                && steps.mayExist()
                && keeper.store().suspend(claim);
    }

    /** Whether an earlier attempt, whose answer was lost, had stored the response, and it is there to stay. */
    private boolean isStored(Envelope response) {
        boolean seen = store.find(claim.id())
                .filter(stored -> stored.state() == RecordState.COMPLETED
                        && stored.claim().equals(claim))
                .map(StoredRecord::envelope)
                .filter(response::hasSameContent)
                .isPresent();
        return seen && store.confirm(claim);
    }

    /** Whether an earlier attempt, whose answer was lost, had freed the key. */
    private boolean isGone() {
        return store.find(claim.id()).isEmpty();
    }

    private Settled write(String verb, Settled success, BooleanSupplier step, BooleanSupplier doneEarlier) {
        try {
            boolean held = calls.call(verb, step::getAsBoolean, hit -> hit, tooLate -> {});
            if (!held) {
                logger.log(
                        Level.WARNING,
                        "Record " + key + " is no longer held by this request (" + verb + ", fence " + claim.fence()
                                + "): its lease lapsed and another request took it over");
            }
            return held ? success : Settled.OWNERSHIP_LOST;
        } catch (StoreUnavailableException e) {
            logger.log(
                    Level.WARNING,
                    "Record " + key + " could not be written (" + verb + "), trying again in the background: "
                            + e.getMessage());
            renewer.watch(claim, policy.lease());
            unsettled.add(new UnsettledWrites.Write(
                    "The write of record " + key + " (" + verb + ", fence " + claim.fence() + ")",
                    () -> writeLater(verb, success, () -> step.getAsBoolean() || doneEarlier.getAsBoolean()),
                    () -> {
                        renewer.unwatch(claim);
                        end.end(false);
                    }));
            return Settled.STORE_FAILED;
        }
    }

    private boolean writeLater(String verb, Settled success, BooleanSupplier step) {
        boolean held = calls.call(verb, step::getAsBoolean, hit -> hit, tooLate -> {});
        if (held && success == Settled.STORED) {
            end.end(true);
        }
        return held;
    }
}
