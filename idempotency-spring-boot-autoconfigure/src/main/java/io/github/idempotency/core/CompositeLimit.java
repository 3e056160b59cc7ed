package io.github.idempotency.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Several limits as one; one that fails limits nothing. */
public final class CompositeLimit implements NewKeyLimit {

    private static final Logger logger = System.getLogger(CompositeLimit.class.getName());

    private final RepeatedLines lines = new RepeatedLines(logger);
    private final List<NewKeyLimit> limits;

    /** Asks the limits in the given order; the first that refuses decides. */
    public CompositeLimit(List<? extends NewKeyLimit> limits) {
        this.limits = List.copyOf(limits);
    }

    @Override
    public Optional<Decision.Refuse> refusal(RecordKey key) {
        for (NewKeyLimit limit : limits) {
            try {
                Optional<Decision.Refuse> refusal = limit.refusal(key);
                if (refusal.isPresent()) {
                    return refusal;
                }
            } catch (RuntimeException | Error e) {
                log(limit, key, e);
            }
        }
        return Optional.empty();
    }

    @Override
    public void created(RecordKey key) {
        for (NewKeyLimit limit : limits) {
            try {
                limit.created(key);
            } catch (RuntimeException | Error e) {
                log(limit, key, e);
            }
        }
    }

    private void log(NewKeyLimit limit, RecordKey key, Throwable failure) {
        String name = limit.getClass().getName();
        lines.log(Level.WARNING, name, () -> name + " failed and does not limit " + key, failure);
    }
}
