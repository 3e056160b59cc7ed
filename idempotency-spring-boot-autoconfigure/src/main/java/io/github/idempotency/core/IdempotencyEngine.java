package io.github.idempotency.core;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.InFlight;
import io.github.idempotency.OnStoreFailure;
import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.RecordJudge.Verdict;
import io.github.idempotency.core.ReplayCache.Lookup;
import io.github.idempotency.core.fingerprint.FingerprintVersion;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.Rollout;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what is done with a request that carries a key. */
public final class IdempotencyEngine implements AutoCloseable {

    private static final Logger logger = System.getLogger(IdempotencyEngine.class.getName());

    /** A record may come and go between two readings; this often in a row it does not without something being wrong. */
    private static final int MAX_ROUNDS = 8;

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final IdempotencyStore store;
    private final @Nullable AtomicStore atomicStore;
    private final @Nullable StepKeeper stepKeeper;
    private final EngineSettings settings;
    private final ResponseRecovery recovery;
    private final ResponseKeeping keeping;
    private final NewKeyLimit limit;
    private final ReplayCache cache;
    private final StoreCalls calls;
    private final LeaseRenewer renewer;
    private final UnsettledWrites unsettled = new UnsettledWrites();
    private final RecordJudge judge;

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
        this.stepKeeper = stepKeeper;
        this.store = store;
        this.atomicStore = atomicStore;
        this.settings = settings;
        this.recovery = recovery;
        this.limit = limit;
        this.cache = cache;
        this.calls = new StoreCalls(settings.claimTimeout(), guard, listener);
        this.renewer = new LeaseRenewer(store, calls);
        // While observing, everything that strict would refuse is to be seen.
        Rollout judged = settings.rollout() == Rollout.OBSERVE ? Rollout.STRICT : settings.rollout();
        this.judge = new RecordJudge(judged, settings.retryAfter());
    }

    /** Whether operations with {@link ExecutionMode#ATOMIC} can be run. */
    public boolean supportsAtomic() {
        return atomicStore != null;
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
            return waitWhileBusy(policy, () -> claim(policy, key, fingerprint));
        } catch (UnreadableRecordException e) {
            // There is a record: running without it, as while the store is away, could be the second time.
            log(e, "The record of " + key + " cannot be read");
            return judge.unavailable();
        } catch (StoreUnavailableException e) {
            log(e, "The store is unavailable for " + key);
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
        log(failure, "A request is answered with " + Outcome.STORE_UNAVAILABLE.code());
        return judge.unavailable();
    }

    /** Waits a few seconds for responses that are still to be stored; live leases are renewed until then. */
    @Override
    public void close() {
        unsettled.close();
        renewer.close();
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
                    : claimLease(policy, key, fingerprint, Lookup.NOTHING);
        } catch (StoreUnavailableException e) {
            log(e, "Rollout phase observe: the store is unavailable for " + key);
            return new Decision.Run(new UnclaimedExecution(Outcome.UNPROTECTED));
        }
        if (decision instanceof Decision.Run run) {
            return run.execution().isClaimed() ? new Decision.Run(new ObservedExecution(run.execution())) : run;
        }
        return new Decision.Run(new UnclaimedExecution(observedOutcome(decision)));
    }

    /** The guard says once that it refuses calls; that each was refused is of interest only to who looks for it. */
    private static void log(StoreUnavailableException e, String what) {
        logger.log(e instanceof CallRefusedException ? Level.DEBUG : Level.WARNING, what + ": " + e.getMessage());
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

    private Decision claim(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint) {
        Lookup lookup = cache.lookUp(key);
        // Spares ATOMIC its transaction too: a completed record never runs again, whatever else has happened since.
        StoredRecord kept = lookup.found();
        if (kept != null && judge.judge(kept, policy, fingerprint) instanceof Verdict.Answer answer) {
            return answer.decision();
        }
        Optional<Decision.Refuse> refusal = limit.refusal(key);
        if (refusal.isPresent()) {
            return withoutNewRecord(policy, key, fingerprint, lookup, refusal.get());
        }
        return policy.execution() == ExecutionMode.ATOMIC
                ? claimAtomic(policy, key, fingerprint, lookup)
                : claimLease(policy, key, fingerprint, lookup);
    }

    /** Decides about a request that may create no record; one that has a record is answered as ever. */
    private Decision withoutNewRecord(
            OperationPolicy policy,
            RecordKey key,
            FingerprintSource fingerprint,
            Lookup lookup,
            Decision.Refuse refusal) {
        ClaimRequest request = request(policy, key, fingerprint);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Optional<StoredRecord> stored =
                    calls.ask("find", () -> store.find(key.id()), found -> found.isPresent(), tooLate -> {});
            if (stored.isEmpty()) {
                return refusal;
            }
            lookup.read(stored.get());
            Decision decision = policy.execution() == ExecutionMode.ATOMIC
                    ? occupiedAtomic(stored.get(), policy, request, fingerprint)
                    : occupied(stored.get(), policy, request, fingerprint);
            if (decision != null) {
                return decision;
            }
        }
        return judge.busy();
    }

    private Decision waitWhileBusy(OperationPolicy policy, ClaimStep step) {
        Decision decision = step.claim();
        if (policy.inFlight() == InFlight.REJECT) {
            return decision;
        }
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
            decision = step.claim();
        }
        return decision;
    }

    private static boolean isBusy(Decision decision) {
        return decision instanceof Decision.Refuse refusal && refusal.outcome() == Outcome.IN_PROGRESS;
    }

    private Decision claimLease(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint, Lookup lookup) {
        ClaimRequest request = request(policy, key, fingerprint);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            ClaimAttempt attempt = attemptClaim(request);
            if (attempt instanceof ClaimAttempt.Claimed claimed) {
                limit.created(key);
                return run(policy, key, claimed.claim());
            }
            if (attempt instanceof ClaimAttempt.Occupied occupied) {
                lookup.read(occupied.existing());
                Decision decision = occupied(occupied.existing(), policy, request, fingerprint);
                if (decision != null) {
                    return decision;
                }
            }
        }
        return judge.busy();
    }

    /** Decides about an existing record; null if it has changed or gone meanwhile, so that the claim is to be tried again. */
    private @Nullable Decision occupied(
            StoredRecord stored, OperationPolicy policy, ClaimRequest request, FingerprintSource fingerprint) {
        Claim observed = stored.claim();
        if (observed.owner().equals(request.owner()) && stored.state() == RecordState.IN_PROGRESS) {
            limit.created(request.key());
            return run(policy, request.key(), observed);
        }
        Verdict verdict = judge.judge(stored, policy, fingerprint);
        if (verdict instanceof Verdict.Abandoned) {
            return takeOver(observed, policy, request)
                    .map(claim -> run(policy, request.key(), claim))
                    .orElse(null);
        }
        return settled(verdict, stored);
    }

    /** What follows from any verdict but an abandoned execution; null if the claim is to be tried again. */
    private @Nullable Decision settled(Verdict verdict, StoredRecord stored) {
        if (verdict instanceof Verdict.Answer answer) {
            return answer.decision();
        }
        if (verdict instanceof Verdict.Doubtful) {
            return new Decision.Resolve(stored);
        }
        calls.ask("remove-expired", () -> store.removeExpired(stored.claim()), hit -> hit, tooLate -> {});
        return null;
    }

    private Optional<Claim> takeOver(Claim observed, OperationPolicy policy, ClaimRequest request) {
        return calls.ask(
                "take-over",
                () -> store.takeOver(observed, request.owner(), policy.lease()),
                claim -> claim.isPresent(),
                tooLate -> tooLate.ifPresent(store::lapse));
    }

    private boolean markUncertain(Claim observed) {
        return calls.ask("mark-uncertain", () -> store.markUncertain(observed), hit -> hit, tooLate -> {});
    }

    /** Claims; a claim that failed on its way is tried once more under the same owner, in case only its answer was lost. */
    private ClaimAttempt attemptClaim(ClaimRequest request) {
        Supplier<ClaimAttempt> claim = () -> store.claim(request);
        try {
            return calls.ask("claim", claim, IdempotencyEngine::isClaimed, this::releaseLateClaim);
        } catch (CallRefusedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw e;
            }
            // Never refused: the key may be ours.
            return calls.call("claim", claim, IdempotencyEngine::isClaimed, this::releaseLateClaim);
        }
    }

    private static boolean isClaimed(ClaimAttempt attempt) {
        return attempt instanceof ClaimAttempt.Claimed;
    }

    /** The request was answered already: its handler will not run under this claim. */
    private void releaseLateClaim(ClaimAttempt attempt) {
        if (attempt instanceof ClaimAttempt.Claimed claimed) {
            store.release(claimed.claim());
        }
    }

    private Decision claimAtomic(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint, Lookup lookup) {
        if (atomicStore == null) {
            throw new IllegalStateException("ATOMIC needs a store that takes part in the handler's transaction");
        }
        ClaimRequest request = request(policy, key, fingerprint);
        // Opening the transaction has to happen in this thread, where nothing bounds it: see first whether it can be
        // opened.
        calls.ask("connect", () -> connected(atomicStore), hit -> hit, tooLate -> {});
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Attempt attempt = atomicStore.begin(request);
            if (attempt instanceof Attempt.Begun begun) {
                limit.created(key);
                return new Decision.Run(
                        new AtomicExecution(store, calls, request, begun.transaction(), policy, keeping));
            }
            if (!(attempt instanceof Attempt.Occupied occupied)) {
                return judge.busy();
            }
            lookup.read(occupied.existing());
            Decision decision = occupiedAtomic(occupied.existing(), policy, request, fingerprint);
            if (decision != null) {
                return decision;
            }
        }
        return judge.busy();
    }

    /** Decides about an existing record; null if it has changed or gone meanwhile, so that the claim is to be tried again. */
    private @Nullable Decision occupiedAtomic(
            StoredRecord stored, OperationPolicy policy, ClaimRequest request, FingerprintSource fingerprint) {
        Verdict verdict = judge.judge(stored, policy, fingerprint);
        if (verdict instanceof Verdict.Abandoned) {
            // Left by a leased execution of the time before the operation became atomic.
            takeOver(stored.claim(), policy, request)
                    .ifPresent(claim -> calls.call(
                            "release",
                            () -> store.release(claim) || store.markUncertain(claim),
                            hit -> hit,
                            tooLate -> {}));
            return null;
        }
        return settled(verdict, stored);
    }

    private static boolean connected(AtomicStore store) {
        store.checkConnection();
        return true;
    }

    private Decision run(OperationPolicy policy, RecordKey key, Claim claim) {
        return new Decision.Run(
                new LeasedExecution(store, calls, renewer, unsettled, key, claim, policy, stepKeeper, keeping));
    }

    private static ClaimRequest request(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint) {
        return new ClaimRequest(
                key,
                UUID.randomUUID(),
                fingerprint.fingerprint(FingerprintVersion.current(policy.payloadHash())),
                policy.lease(),
                policy.retention(),
                policy.resultRetention());
    }

    @FunctionalInterface
    private interface ClaimStep {

        Decision claim();
    }
}
