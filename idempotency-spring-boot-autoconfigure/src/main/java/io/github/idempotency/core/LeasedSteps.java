package io.github.idempotency.core;

import io.github.idempotency.ClaimLostException;
import io.github.idempotency.StepAction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The steps of a run under a claim; may be called by several threads at once. */
final class LeasedSteps implements ExecutionSteps {

    private static final Logger logger = System.getLogger(LeasedSteps.class.getName());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private final StepKeeper keeper;
    private final StoreCalls calls;
    private final RecordKey key;
    private final Claim claim;
    private final Set<String> running = new HashSet<>();
    private final Map<String, Finished> finished = new HashMap<>();
    private boolean earlierOnesKnown;
    private volatile boolean anyFinished;
    private final Set<String> inDoubt = ConcurrentHashMap.newKeySet();

    LeasedSteps(StepKeeper keeper, StoreCalls calls, RecordKey key, Claim claim) {
        this.keeper = keeper;
        this.calls = calls;
        this.key = key;
        this.claim = claim;
        this.earlierOnesKnown = !claim.isTakeover();
        this.anyFinished = claim.isTakeover();
    }

    /** A finished step: by this execution with its result as it is, by an earlier one in JSON. */
    private record Finished(
            @Nullable Object result, @Nullable StoredStep earlier) {}

    /** Whether the record may have finished steps. */
    boolean mayExist() {
        return anyFinished;
    }

    /** Whether a step ran whose result may be lost: the store did not say that it is kept. */
    boolean isInDoubt() {
        return !inDoubt.isEmpty();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a result is as the action of its step gave it
    public <T extends @Nullable Object, E extends Exception> T run(
            String name, Class<T> type, StepAction<? extends T, E> action) throws E {
        Finished known = begin(name);
        if (known != null) {
            return known.earlier() == null ? (T) known.result() : read(known.earlier(), type);
        }
        try {
            T result = action.run();
            keep(name, result);
            return result;
        } finally {
            synchronized (this) {
                running.remove(name);
            }
        }
    }

    /** What came of a step that is finished; null if it is to be run. */
    private synchronized @Nullable Finished begin(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A step's name has 1 to 100 letters, digits, dots, dashes and underscores, not '" + name + "'");
        }
        try {
            keeper.results().check();
        } catch (IllegalStateException e) {
            throw new IllegalStateException("Step '" + name + "' was not run: " + e.getMessage(), e);
        }
        if (!earlierOnesKnown) {
            calls.call(
                            "find-steps",
                            () -> keeper.store().findSteps(claim.id()),
                            steps -> !steps.isEmpty(),
                            tooLate -> {})
                    .forEach(step -> finished.put(step.name(), new Finished(null, step)));
            earlierOnesKnown = true;
        }
        Finished known = finished.get(name);
        if (known == null && !running.add(name)) {
            throw new IllegalStateException(
                    "Step '" + name + "' is running already, in another thread of this execution or around this call");
        }
        return known;
    }

    private <T extends @Nullable Object> T read(StoredStep step, Class<T> type) {
        byte[] json = step.result();
        if (json == null) {
            throw new IllegalStateException("Step '" + step.name() + "' of record " + key
                    + " was finished by an earlier execution, and its result was not kept, so that the operation cannot be"
                    + " resumed; the log of that execution tells why");
        }
        try {
            return keeper.results().read(json, type);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Step '" + step.name() + "' of record " + key
                            + " was finished by an earlier execution, and its result" + " cannot be read as "
                            + type.getName(),
                    e);
        }
    }

    private void keep(String name, @Nullable Object result) {
        inDoubt.add(name); // until the store has said that it is kept, whatever is thrown on the way
        byte[] json = write(name, result);
        if (!keep(name, json)) {
            throw new ClaimLostException("Record " + key + " is no longer held by this request (fence " + claim.fence()
                    + "): its lease lapsed and another request took it over, or an operator settled it. Step '" + name
                    + "' was run, and its result was not kept");
        }
        anyFinished = true;
        synchronized (this) {
            finished.put(name, new Finished(result, null));
        }
        inDoubt.remove(name);
    }

    private boolean keep(String name, byte @Nullable [] json) {
        try {
            return callStore(name, json);
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw e;
            }
            return callStore(name, json); // only the answer may have been lost
        }
    }

    private boolean callStore(String name, byte @Nullable [] json) {
        return calls.call("keep-step", () -> keeper.store().keepStep(claim, name, json), hit -> hit, tooLate -> {});
    }

    /** Null if it cannot be kept: the step has run, so failing now would only have it run again. */
    private byte @Nullable [] write(String name, @Nullable Object result) {
        String step = "The result of step '" + name + "' of operation " + key.operation() + " cannot be kept: ";
        String consequence = ". The operation goes on; if it is interrupted, nobody can resume or undo it";
        try {
            byte[] json = keeper.results().write(result);
            if (json.length <= keeper.maxResultSize()) {
                return json;
            }
            logger.log(
                    Level.ERROR,
                    step + json.length + " bytes are more than idempotency.steps.max-result-size allows ("
                            + keeper.maxResultSize() + ')' + consequence);
        } catch (RuntimeException e) {
            logger.log(Level.ERROR, step + "it cannot be written" + consequence, e);
        }
        return null;
    }
}
