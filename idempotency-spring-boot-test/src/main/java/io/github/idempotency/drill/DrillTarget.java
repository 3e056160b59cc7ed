package io.github.idempotency.drill;

import java.io.IOException;

/** Where requests go. Used by several threads at once. */
public interface DrillTarget {

    /**
     * Sends a request and gives what came back.
     *
     * @throws IOException if nothing came back
     */
    DrillResponse send(DrillRequest request) throws IOException, InterruptedException;

    /**
     * As {@link #send}, by a connection of its own where there are connections.
     *
     * @throws IOException if nothing came back
     */
    default DrillResponse sendOnNewConnection(DrillRequest request) throws IOException, InterruptedException {
        return send(request);
    }

    /**
     * Sends a request, waits until the server has begun to answer, and loses the answer; without a network there is nothing
     * to lose it in, and it is ignored.
     *
     * @throws IOException if the server gave no answer that could be lost
     */
    default void sendAndLose(DrillRequest request, LostResponse how) throws IOException, InterruptedException {
        send(request);
    }

    /** Names the target in messages, such as a base URL. */
    String describe();
}
