package io.github.idempotency.core;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Passes what happens on to several listeners. Whatever one of them throws reaches neither the others nor the request; it is
 * logged once for each class of listener.
 */
public final class CompositeListener implements IdempotencyListener {

    private static final System.Logger LOGGER = System.getLogger(CompositeListener.class.getName());

    private final List<IdempotencyListener> listeners;
    private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

    public CompositeListener(Collection<? extends IdempotencyListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onOutcome(RequestOutcome outcome) {
        each(listener -> listener.onOutcome(outcome));
    }

    @Override
    public void onRetryRecovered(RequestOutcome outcome) {
        each(listener -> listener.onRetryRecovered(outcome));
    }

    @Override
    public void onStoreCall(String call, String result, Duration duration) {
        each(listener -> listener.onStoreCall(call, result, duration));
    }

    @Override
    public void onReconciled(String operation, RecordReconciler.Result result) {
        each(listener -> listener.onReconciled(operation, result));
    }

    @Override
    public void onPurged(PurgeProgress progress) {
        each(listener -> listener.onPurged(progress));
    }

    private void each(Consumer<IdempotencyListener> event) {
        for (IdempotencyListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) { // errors too: a request must not fail because a listener cannot be linked
                report(listener.getClass(), e);
            }
        }
    }

    private void report(Class<?> listener, Throwable failure) {
        if (reported.add(listener)) {
            LOGGER.log(
                    Level.WARNING,
                    "Idempotency listener " + listener.getName()
                            + " failed; requests are not affected, further failures of" + " this class are not logged",
                    failure);
        }
    }
}
