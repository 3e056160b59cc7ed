package io.github.idempotency.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The order of the outgoing calls of one kind, which tells their keys apart. A call that ended without a definite answer leaves its
 * place to the next one with the same content: that is the same call, made again by the application.
 */
public final class CallOrder {

    private final Deque<Open> open = new ArrayDeque<>();
    private int last;

    CallOrder() {}

    /**
     * The place of the next call.
     *
     * @param content what it sends, and where
     * @return 1 for the first
     */
    public synchronized int next(Object content) {
        for (Iterator<Open> places = open.iterator(); places.hasNext(); ) {
            Open place = places.next();
            if (place.content().equals(content)) {
                places.remove();
                return place.ordinal();
            }
        }
        return ++last;
    }

    /** The call at this place ended without a definite answer. */
    public synchronized void leaveOpen(int ordinal, Object content) {
        open.add(new Open(ordinal, content));
    }

    private record Open(int ordinal, Object content) {}
}
