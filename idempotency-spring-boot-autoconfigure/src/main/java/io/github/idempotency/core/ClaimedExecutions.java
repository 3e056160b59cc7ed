package io.github.idempotency.core;

import io.github.idempotency.core.policy.OperationPolicy;
import org.jspecify.annotations.Nullable;

/** Makes the executions that run under a claim, and looks after their leases and what they leave to be stored. */
final class ClaimedExecutions implements AutoCloseable {

    private final IdempotencyStore store;
    private final StoreCalls calls;
    private final @Nullable StepKeeper stepKeeper;
    private final ResponseKeeping keeping;
    private final LeaseRenewer renewer;
    private final UnsettledWrites unsettled = new UnsettledWrites();
    private final OrphanedClaims orphans;

    ClaimedExecutions(
            IdempotencyStore store, StoreCalls calls, @Nullable StepKeeper stepKeeper, ResponseKeeping keeping) {
        this.store = store;
        this.calls = calls;
        this.stepKeeper = stepKeeper;
        this.keeping = keeping;
        this.renewer = new LeaseRenewer(store, calls);
        this.orphans = new OrphanedClaims(calls);
    }

    ActiveExecution leased(OperationPolicy policy, RecordKey key, Claim claim) {
        return new LeasedExecution(store, calls, renewer, unsettled, key, claim, policy, stepKeeper, keeping);
    }

    ActiveExecution atomic(OperationPolicy policy, ClaimRequest request, AtomicTransaction transaction) {
        return new AtomicExecution(store, calls, request, transaction, policy, keeping);
    }

    /**
     * Leaves a record that was taken over for nothing as it was found.
     *
     * @return whether the claim held it
     */
    boolean leave(Claim claim) {
        boolean suspended = stepKeeper != null && stepKeeper.store().suspend(claim);
        return suspended || store.lapse(claim);
    }

    /** Releases in the background what a claim may have been granted that nobody heard of. */
    void releaseIfGranted(ClaimRequest request) {
        Claim granted = new Claim(request.key().id(), 1, request.owner());
        orphans.add(request.key(), request.lease(), () -> store.release(granted));
    }

    /** As {@link #releaseIfGranted}, for a takeover. */
    void leaveIfTakenOver(ClaimRequest request, Claim observed) {
        Claim granted = new Claim(observed.id(), observed.fence() + 1, request.owner());
        orphans.add(request.key(), request.lease(), () -> leave(granted));
    }

    /** Waits a few seconds for responses that are still to be stored; live leases are renewed until then. */
    @Override
    public void close() {
        unsettled.close();
        renewer.close();
        orphans.close();
    }
}
