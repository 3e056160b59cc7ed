package io.github.idempotency.core;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.core.AtomicStore.Attempt;
import io.github.idempotency.core.RecordJudge.Verdict;
import io.github.idempotency.core.ReplayCache.Lookup;
import io.github.idempotency.core.fingerprint.FingerprintVersion;
import io.github.idempotency.core.policy.OperationPolicy;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Claims keys: makes the record of a request, or decides by the one that is there. */
final class KeyClaims {

    /** A record may come and go between two readings; this often in a row it does not without something being wrong. */
    private static final int MAX_ROUNDS = 8;

    private final IdempotencyStore store;
    private final @Nullable AtomicStore atomicStore;
    private final StoreCalls calls;
    private final RecordJudge judge;
    private final NewKeyLimit limit;
    private final ReplayCache cache;
    private final ClaimedExecutions executions;

    KeyClaims(
            IdempotencyStore store,
            @Nullable AtomicStore atomicStore,
            StoreCalls calls,
            RecordJudge judge,
            NewKeyLimit limit,
            ReplayCache cache,
            ClaimedExecutions executions) {
        this.store = store;
        this.atomicStore = atomicStore;
        this.calls = calls;
        this.judge = judge;
        this.limit = limit;
        this.cache = cache;
        this.executions = executions;
    }

    boolean supportsAtomic() {
        return atomicStore != null;
    }

    /**
     * Claims, or decides by the record, in the mode of the policy.
     *
     * @throws StoreUnavailableException if the store does not answer
     * @throws UnreadableRecordException if the record was written by a newer version
     */
    Decision claim(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint) {
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

    /** As {@link #claim}, in mode LEASE whatever the policy says, and without asking the limit. */
    Decision claimLease(OperationPolicy policy, RecordKey key, FingerprintSource fingerprint, Lookup lookup) {
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
            if (!confirm(request, observed)) {
                return null;
            }
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

    /** Whether a claim whose answer was lost holds; it may have been seen before it was durable. */
    private boolean confirm(ClaimRequest request, Claim granted) {
        try {
            return calls.call("confirm", () -> store.confirm(granted), hit -> hit, tooLate -> {});
        } catch (StoreUnavailableException e) {
            executions.releaseIfGranted(request);
            throw e;
        }
    }

    private Optional<Claim> takeOver(Claim observed, OperationPolicy policy, ClaimRequest request) {
        try {
            return calls.ask(
                    "take-over",
                    () -> store.takeOver(observed, request.owner(), policy.lease()),
                    claim -> claim.isPresent(),
                    tooLate -> tooLate.ifPresent(executions::leave));
        } catch (CallRefusedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            executions.leaveIfTakenOver(request, observed);
            throw e;
        }
    }

    private ClaimAttempt attemptClaim(ClaimRequest request) {
        try {
            return claimTwice(request);
        } catch (CallRefusedException e) {
            throw e; // nothing was sent
        } catch (StoreUnavailableException e) {
            executions.releaseIfGranted(request);
            throw e;
        }
    }

    /** Claims; a claim that failed on its way is tried once more under the same owner, in case only its answer was lost. */
    private ClaimAttempt claimTwice(ClaimRequest request) {
        Supplier<ClaimAttempt> claim = () -> store.claim(request);
        try {
            return calls.ask("claim", claim, KeyClaims::isClaimed, this::releaseLateClaim);
        } catch (CallRefusedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw e;
            }
            // Never refused: the key may be ours.
            return calls.call("claim", claim, KeyClaims::isClaimed, this::releaseLateClaim);
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
            Attempt attempt = atomicStore.begin(request, policy.transaction());
            if (attempt instanceof Attempt.Begun begun) {
                limit.created(key);
                return new Decision.Run(executions.atomic(policy, request, begun.transaction()));
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
        return new Decision.Run(executions.leased(policy, key, claim));
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
}
