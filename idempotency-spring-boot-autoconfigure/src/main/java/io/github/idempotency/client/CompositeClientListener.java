package io.github.idempotency.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Passes on to several listeners; what one of them throws is logged once and reaches nobody. */
final class CompositeClientListener implements ClientListener {

    private static final Logger logger = System.getLogger(CompositeClientListener.class.getName());

    private final List<ClientListener> listeners;
    private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

    CompositeClientListener(Collection<? extends ClientListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onAttempt(String destination) {
        each(listener -> listener.onAttempt(destination));
    }

    @Override
    public void onRetry(String destination, RetryReason reason) {
        each(listener -> listener.onRetry(destination, reason));
    }

    @Override
    public void onRecovered(String destination, RetryReason reason) {
        each(listener -> listener.onRecovered(destination, reason));
    }

    @Override
    public void onGivenUp(String destination, GiveUpReason reason) {
        each(listener -> listener.onGivenUp(destination, reason));
    }

    private void each(Consumer<ClientListener> event) {
        for (ClientListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) { // errors too: a call must not fail because a listener cannot be linked
                if (reported.add(listener.getClass())) {
                    logger.log(
                            Level.WARNING,
                            "Client listener " + listener.getClass().getName()
                                    + " failed; calls are not affected, further failures of this class are not logged",
                            e);
                }
            }
        }
    }
}
