package io.github.idempotency.core;

import io.github.idempotency.OnAbandoned;
import io.github.idempotency.core.OperationCatalog.Operation;
import io.github.idempotency.core.OperatorStore.Cursor;
import io.github.idempotency.core.OperatorStore.Event;
import io.github.idempotency.core.OperatorStore.Intervention;
import io.github.idempotency.core.OperatorStore.Page;
import io.github.idempotency.core.policy.OperationPolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Visits the records whose execution ended without a response and that no retry came back for: rebuilds responses, frees keys
 * that stand for nothing, undoes the steps of what was given up, and marks the rest as uncertain. One instance does it for all; if two did, each step would still
 * happen once. Records of operations that this application does not have are left alone.
 */
public final class RecordReconciler {

    private static final Logger logger = System.getLogger(RecordReconciler.class.getName());

    private static final String TASK = "reconcile";

    private final IdempotencyStore store;
    private final OperatorStore operatorStore;
    private final Supplier<OperationCatalog> catalog;
    private final ResponseRecovery recovery;
    private final ResponseKeeping keeping;
    private final @Nullable Compensator compensator;
    private final IdempotencyListener listener;
    private final Duration interval;
    private final int batchSize;
    private final Duration pause;
    private final TaskLease lease;
    private @Nullable Cursor cursor;
    private final Set<String> unavailable = new HashSet<>();

    /**
     * Creates a reconciler.
     *
     * @param store         the store
     * @param operatorStore the same store
     * @param catalog       the operations
     * @param recovery      rebuilds responses
     * @param keeping       tells what of a response is stored
     * @param compensator   undoes steps, null if the store keeps none
     * @param listener      hears of every record that changed; must not throw
     * @param interval      the time between two rounds
     * @param batchSize     how many records are looked at by one statement
     * @param pause         the time between two batches of a round
     */
    public RecordReconciler(
            IdempotencyStore store,
            OperatorStore operatorStore,
            Supplier<OperationCatalog> catalog,
            ResponseRecovery recovery,
            ResponseKeeping keeping,
            @Nullable Compensator compensator,
            IdempotencyListener listener,
            Duration interval,
            int batchSize,
            Duration pause) {
        this.store = store;
        this.operatorStore = operatorStore;
        this.catalog = catalog;
        this.recovery = recovery;
        this.keeping = keeping;
        this.compensator = compensator;
        this.listener = listener;
        this.interval = interval;
        this.batchSize = batchSize;
        this.pause = pause;
        this.lease = new TaskLease(operatorStore, TASK);
    }

    /** The reconciliation as a background task. */
    public BackgroundTask task() {
        return new BackgroundTask(
                "idempotency-reconcile",
                BackgroundTask.jittered(interval),
                interval,
                "Could not reconcile idempotency records",
                this::step,
                lease::release);
    }

    /** What became of a record. */
    public enum Result {
        /** Its response was rebuilt. */
        RECOVERED,
        /** Its key was freed: no effect was committed, and the policy lets it run again. */
        RELEASED,
        /** Its outcome is not known. */
        UNCERTAIN,
        /** It was given up, and its finished steps were undone. */
        COMPENSATED
    }

    private Duration step() {
        if (!lease.hold(interval.multipliedBy(3))) {
            cursor = null;
            return BackgroundTask.jittered(interval);
        }
        Page page = operatorStore.findOpen(cursor, batchSize);
        reconcile(page);
        cursor = page.next();
        return cursor == null ? BackgroundTask.jittered(interval) : pause;
    }

    private void reconcile(Page page) {
        if (page.records().isEmpty()) {
            return;
        }
        unavailable.clear();
        Map<String, Operation> operations =
                catalog.get().operations().stream().collect(Collectors.toMap(Operation::name, Function.identity()));
        for (RecordDetails open : page.records()) {
            Operation operation = operations.get(open.operation());
            if (operation != null && open.stored().formatVersion() == StoredRecord.FORMAT_VERSION) {
                Result result = reconcile(operation.policy(), open);
                if (result != null) {
                    logger.log(
                            Level.INFO,
                            "Idempotency record " + open.operation() + '#'
                                    + open.stored().claim().id() + " was reconciled: " + result);
                    listener.onReconciled(open.operation(), result);
                }
            }
        }
    }

    /** Null if nothing changed. */
    private @Nullable Result reconcile(OperationPolicy policy, RecordDetails open) {
        StoredRecord stored = open.stored();
        Claim claim = stored.claim();
        if (stored.state() == RecordState.COMPENSATING) {
            return compensate(open);
        }
        boolean uncertain = stored.state() == RecordState.UNCERTAIN;
        boolean resumable = stored.state() == RecordState.SUSPENDED || policy.onAbandoned() == OnAbandoned.RETRY;
        boolean unapplied = !uncertain && !stored.applied() && resumable;
        if (unapplied && !open.hasSteps()) {
            return release(claim, policy) ? Result.RELEASED : null;
        }
        if (unapplied) {
            return compensate(open);
        }
        Optional<Envelope> recovered = recover(open);
        if (recovered.isPresent()) {
            Envelope envelope = recovered.get();
            Envelope kept = keeping.kept(policy, open.operation(), envelope);
            Intervention intervention =
                    new Intervention(Event.RECOVERED, "library", "rebuilt by the recovery of the operation", kept);
            return operatorStore.settle(claim, intervention) ? Result.RECOVERED : null;
        }
        return !uncertain && store.markUncertain(claim) ? Result.UNCERTAIN : null;
    }

    private @Nullable Result compensate(RecordDetails open) {
        // While a service is away, one of its operations has to stand for the others of this page.
        if (compensator == null || unavailable.contains(open.operation())) {
            return null;
        }
        return switch (compensator.compensate(open)) {
            case COMPENSATED -> Result.COMPENSATED;
            case UNCERTAIN -> Result.UNCERTAIN;
            case POSTPONED -> {
                unavailable.add(open.operation());
                yield null;
            }
            case UNCHANGED -> null;
        };
    }

    /** As a retry would, so that an execution that is late cannot commit any more. */
    private boolean release(Claim observed, OperationPolicy policy) {
        return store.takeOver(observed, UUID.randomUUID(), policy.lease())
                .map(store::release)
                .orElse(false);
    }

    private Optional<Envelope> recover(RecordDetails open) {
        RecordKey key = open.key();
        if (key == null) {
            return Optional.empty();
        }
        try {
            return recovery.recover(key, open.stored().claim().fence());
        } catch (RuntimeException | Error e) {
            logger.log(Level.ERROR, "The recovery of operation " + key.operation() + " failed for record " + key, e);
            return Optional.empty();
        }
    }
}
