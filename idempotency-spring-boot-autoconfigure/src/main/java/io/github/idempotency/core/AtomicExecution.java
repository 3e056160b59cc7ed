package io.github.idempotency.core;

import io.github.idempotency.OnError;
import io.github.idempotency.core.policy.OperationPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** A run whose record commits in the transaction of the handler. */
final class AtomicExecution implements ActiveExecution {

    private static final Logger logger = System.getLogger(AtomicExecution.class.getName());

    private static final ExecutionSteps STEPS = ExecutionSteps.refused(
            "the operation has execution: atomic, where a failure undoes all together and leaves nothing to resume."
                    + " An operation that calls other services wants execution: lease");

    private final IdempotencyStore store;
    private final StoreCalls calls;
    private final ClaimRequest request;
    private final AtomicTransaction transaction;
    private final OperationPolicy policy;
    private final ResponseKeeping keeping;
    private boolean stored;

    AtomicExecution(
            IdempotencyStore store,
            StoreCalls calls,
            ClaimRequest request,
            AtomicTransaction transaction,
            OperationPolicy policy,
            ResponseKeeping keeping) {
        this.store = store;
        this.calls = calls;
        this.request = request;
        this.transaction = transaction;
        this.policy = policy;
        this.keeping = keeping;
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
        return policy.onError() != OnError.KEEP;
    }

    @Override
    public long fence() {
        return 0;
    }

    @Override
    public ExecutionSteps steps() {
        return STEPS;
    }

    @Override
    public boolean holdsBackResponse() {
        return true;
    }

    @Override
    public void handlerReturned(HandlerResult result, Supplier<Envelope> envelope) {
        if (!result.isCommittable()) {
            // Hibernate finds nothing once its connection is lost: a "not found" may be an outage.
            if (!transaction.rollback() && Settlement.of(result, policy.onError()) == Settlement.STORE) {
                throw new StoreUnavailableException(
                        "The connection was lost while the handler of " + request.key()
                                + " ran: its refusal is not to be trusted",
                        null);
            }
            return;
        }
        try {
            transaction.commit(kept(envelope));
        } catch (RuntimeException | Error e) {
            transaction.rollback();
            throw e;
        }
        stored = true;
    }

    @Override
    public Settled settle(HandlerResult result, Supplier<Envelope> envelope) {
        if (stored) {
            return Settled.STORED;
        }
        transaction.rollback();
        if (result.isCommittable()) {
            throw new IllegalStateException(
                    "The transaction of " + request.key() + " ended without a commit: its success is none");
        }
        // The effects are undone, so an unknown outcome cannot be: what is not stored frees the key.
        if (Settlement.of(result, policy.onError()) != Settlement.STORE) {
            return Settled.NOT_STORED;
        }
        return storeRefusal(kept(envelope));
    }

    private Envelope kept(Supplier<Envelope> envelope) {
        return keeping.kept(policy, request.key().operation(), envelope.get());
    }

    private Settled storeRefusal(Envelope response) {
        try {
            boolean inserted = calls.call(
                    "insert-completed", () -> store.insertCompleted(request, response), hit -> hit, tooLate -> {});
            return inserted ? Settled.STORED : Settled.OWNERSHIP_LOST;
        } catch (StoreUnavailableException e) {
            logger.log(
                    Level.ERROR,
                    "The response of record " + request.key() + " could not be stored: the key is free. "
                            + e.getMessage());
            return Settled.STORE_FAILED;
        }
    }
}
