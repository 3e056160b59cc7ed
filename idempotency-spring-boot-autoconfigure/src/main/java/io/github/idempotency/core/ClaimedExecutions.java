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

    ClaimedExecutions(
            IdempotencyStore store, StoreCalls calls, @Nullable StepKeeper stepKeeper, ResponseKeeping keeping) {
        this.store = store;
        this.calls = calls;
        this.stepKeeper = stepKeeper;
        this.keeping = keeping;
        this.renewer = new LeaseRenewer(store, calls);
    }

    ActiveExecution leased(OperationPolicy policy, RecordKey key, Claim claim) {
        return new LeasedExecution(store, calls, renewer, unsettled, key, claim, policy, stepKeeper, keeping);
    }

    ActiveExecution atomic(OperationPolicy policy, ClaimRequest request, AtomicTransaction transaction) {
        return new AtomicExecution(store, calls, request, transaction, policy, keeping);
    }

    /** Leaves a record that was taken over for nothing as it was found. */
    void leave(Claim claim) {
        boolean suspended = stepKeeper != null && stepKeeper.store().suspend(claim);
        if (!suspended) {
            store.lapse(claim);
        }
    }

    /** Waits a few seconds for responses that are still to be stored; live leases are renewed until then. */
    @Override
    public void close() {
        unsettled.close();
        renewer.close();
    }
}
