package io.github.idempotency.core;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.InFlight;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.core.RecordJudge.Verdict;
import io.github.idempotency.core.ReplayCache.Lookup;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.Rollout;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what is done with a request that carries a key. */
public final class IdempotencyEngine implements AutoCloseable {

    private static final Logger logger = System.getLogger(IdempotencyEngine.class.getName());

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final IdempotencyStore store;
    private final EngineSettings settings;
    private final ResponseRecovery recovery;
    private final ResponseKeeping keeping;
    private final NewKeyLimit limit;
    private final StoreCalls calls;
    private final RepeatedLines lines = new RepeatedLines(logger);
    private final RecordJudge judge;
    private final ClaimedExecutions executions;
    private final KeyClaims claims;
    private final Semaphore waiters;

    /**
     * Creates an engine that keeps no steps, limits nothing and caches nothing.
     *
     * @param store       the store
     * @param atomicStore the same store, if it can take part in the handler's transaction
     * @param settings    how to go about it
     * @param recovery    rebuilds responses that were lost
     * @param guard       spares requests the wait for a store that is away
     * @param listener    hears of every call to the store; must not throw
     */
    public IdempotencyEngine(
            IdempotencyStore store,
            @Nullable AtomicStore atomicStore,
            EngineSettings settings,
            ResponseRecovery recovery,
            CallGuard guard,
            IdempotencyListener listener) {
        this(
                store,
                atomicStore,
                null,
                settings,
                recovery,
                ResponseKeeping.BY_POLICY,
                NewKeyLimit.NONE,
                ReplayCache.NONE,
                guard,
                listener);
    }

    /**
     * Creates an engine.
     *
     * @param store       the store
     * @param atomicStore the same store, if it can take part in the handler's transaction
     * @param stepKeeper  keeps the steps of executions, null if the store cannot
     * @param settings    how to go about it
     * @param recovery    rebuilds responses that were lost
     * @param keeping     tells what of a response is stored
     * @param limit       bounds the records a client may create; must not throw
     * @param cache       keeps records that were just replayed; must not throw
     * @param guard       spares requests the wait for a store that is away
     * @param listener    hears of every call to the store; must not throw
     */
    public IdempotencyEngine(
            IdempotencyStore store,
            @Nullable AtomicStore atomicStore,
            @Nullable StepKeeper stepKeeper,
            EngineSettings settings,
            ResponseRecovery recovery,
            ResponseKeeping keeping,
            NewKeyLimit limit,
            ReplayCache cache,
            CallGuard guard,
            IdempotencyListener listener) {
        this.keeping = keeping;
        this.store = store;
        this.settings = settings;
        this.waiters = new Semaphore(settings.maxWaiters());
        this.recovery = recovery;
        this.limit = limit;
        this.calls = new StoreCalls(settings.claimTimeout(), guard, listener);
        // While observing, everything that strict would refuse is to be seen.
        Rollout judged = settings.rollout() == Rollout.OBSERVE ? Rollout.STRICT : settings.rollout();
        this.judge = new RecordJudge(judged, settings.retryAfter());
        this.executions = new ClaimedExecutions(store, calls, stepKeeper, keeping);
        this.claims = new KeyClaims(store, atomicStore, calls, judge, limit, cache, executions);
    }

    /** Whether operations with {@link ExecutionMode#ATOMIC} can be run. */
    public boolean supportsAtomic() {
        return claims.supportsAtomic();
    }

    /**
     * Decides about a request. Returns within the claim time-out, plus the wait time-out of the policy where duplicates wait.
     *
     * @param policy      policy of the operation
     * @param key         the request's key
     * @param fingerprint computes the request's fingerprint
     */
    public Decision decide(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint) {
        if (!settings.enabled()) {
            return withoutStore(policy);
        }
        try {
            if (settings.rollout() == Rollout.OBSERVE) {
                return observe(policy, key, fingerprint);
            }
            return waitWhileBusy(policy, () -> claims.claim(policy, key, fingerprint));
        } catch (UnreadableRecordException e) {
            // There is a record: running without it, as while the store is away, could be the second time.
            log(e, "The record cannot be read", key);
            return judge.unavailable();
        } catch (StoreUnavailableException e) {
            log(e, "The store is unavailable", key);
            return withoutStore(policy);
        }
    }

    /**
     * Decides about a request whose own execution turned out not to be the one that counts: answers from the record, never
     * runs the handler.
     */
    public Decision answerFromRecord(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint) {
        try {
            StoredRecord stored = calls.ask(
                            "find", () -> store.find(key.id()), found -> found.isPresent(), tooLate -> {})
                    .orElse(null);
            Verdict verdict = stored == null ? null : judge.judge(stored, policy, fingerprint);
            if (verdict instanceof Verdict.Answer answer) {
                return answer.decision();
            }
            return stored != null && verdict instanceof Verdict.Doubtful && stored.state() == RecordState.UNCERTAIN
                    ? new Decision.Refuse(Outcome.OUTCOME_UNKNOWN, null)
                    : judge.busy();
        } catch (StoreUnavailableException e) {
            return judge.unavailable();
        }
    }

    /**
     * Finds out what became of an execution that ended without a response: rebuilds the response and stores it, or remembers
     * that the outcome is not known. To be called once the caller may run the operation.
     *
     * @param stored the record as it was read
     */
    public Decision resolve(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint, StoredRecord stored) {
        try {
            Envelope recovered = recover(key, stored.claim());
            if (recovered == null) {
                boolean known = stored.state() == RecordState.UNCERTAIN || markUncertain(stored.claim());
                return known
                        ? new Decision.Refuse(Outcome.OUTCOME_UNKNOWN, null)
                        : answerFromRecord(policy, key, fingerprint);
            }
            Envelope kept = keeping.kept(policy, key.operation(), recovered);
            boolean completed =
                    calls.ask("complete", () -> store.complete(stored.claim(), kept), hit -> hit, tooLate -> {});
            return completed
                    ? new Decision.Replay(recovered, Outcome.RECOVERED)
                    : answerFromRecord(policy, key, fingerprint);
        } catch (StoreUnavailableException e) {
            return judge.unavailable();
        }
    }

    private @Nullable Envelope recover(RecordKey key, Claim claim) {
        try {
            return recovery.recover(key, claim.fence()).orElse(null);
        } catch (RuntimeException e) {
            logger.log(
                    Level.ERROR,
                    "The recovery of operation " + key.operation() + " failed for record " + key
                            + "; it is asked again at the next retry",
                    e);
            throw new StoreUnavailableException("The recovery of operation " + key.operation() + " failed", e);
        }
    }

    /** The answer to a request whose transaction the store could not commit: all was undone, or a retry finds it done. */
    public Decision refuseUnavailable(StoreUnavailableException failure) {
        log(failure, "A request is answered with " + Outcome.STORE_UNAVAILABLE.code(), null);
        return judge.unavailable();
    }

    /** Waits a few seconds for responses that are still to be stored; live leases are renewed until then. */
    @Override
    public void close() {
        executions.close();
        calls.close();
    }

    private Decision withoutStore(OperationPolicy policy) {
        boolean runs = policy.onStoreFailure() == OnStoreFailure.FAIL_OPEN;
        return runs ? new Decision.Run(new UnclaimedExecution(Outcome.BYPASSED)) : judge.unavailable();
    }

    private Decision observe(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint) {
        Decision decision;
        try {
            decision = limit.refusal(key).isPresent()
                    ? new Decision.Run(new UnclaimedExecution(Outcome.UNPROTECTED))
                    : claims.claimLease(policy, key, fingerprint, Lookup.NOTHING);
        } catch (StoreUnavailableException e) {
            log(e, "Rollout phase observe: the store is unavailable", key);
            return new Decision.Run(new UnclaimedExecution(Outcome.UNPROTECTED));
        }
        if (decision instanceof Decision.Run run) {
            return run.execution().isClaimed() ? new Decision.Run(new ObservedExecution(run.execution())) : run;
        }
        return new Decision.Run(new UnclaimedExecution(observedOutcome(decision)));
    }

    /** The guard says once that it refuses calls; that each was refused is of interest only to who looks for it. */
    private void log(StoreUnavailableException e, String what, @Nullable RecordKey key) {
        String line = what + (key == null ? ": " : " for " + key + ": ") + e.getMessage();
        if (e instanceof CallRefusedException) {
            logger.log(Level.DEBUG, line);
        } else {
            lines.log(Level.WARNING, what, () -> line, e);
        }
    }

    private static Outcome observedOutcome(Decision decision) {
        if (decision instanceof Decision.Refuse refusal) {
            return switch (refusal.outcome()) {
                case KEY_REUSED -> Outcome.WOULD_CONFLICT;
                case STORE_UNAVAILABLE -> Outcome.UNPROTECTED;
                default -> Outcome.WOULD_REPLAY;
            };
        }
        return decision instanceof Decision.Resolve ? Outcome.WOULD_CONFLICT : Outcome.WOULD_REPLAY;
    }

    private Decision waitWhileBusy(OperationPolicy policy, Supplier<Decision> claim) {
        Decision decision = claim.get();
        if (policy.inFlight() == InFlight.REJECT || !isBusy(decision) || !waiters.tryAcquire()) {
            return decision;
        }
        try {
            return wait(policy, decision, claim);
        } finally {
            waiters.release();
        }
    }

    private static Decision wait(OperationPolicy policy, Decision first, Supplier<Decision> claim) {
        Decision decision = first;
        long deadline = System.nanoTime() + policy.waitTimeout().toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (isBusy(decision) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return decision;
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            decision = claim.get();
        }
        return decision;
    }

    private static boolean isBusy(Decision decision) {
        return decision instanceof Decision.Refuse refusal && refusal.outcome() == Outcome.IN_PROGRESS;
    }

    private boolean markUncertain(Claim observed) {
        return calls.ask("mark-uncertain", () -> store.markUncertain(observed), hit -> hit, tooLate -> {});
    }
}
