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
     * @return the status of the lost answer; 0 if it cannot be told
     * @throws IOException if the server gave no answer that could be lost
     */
    default int sendAndLose(DrillRequest request, LostResponse how) throws IOException, InterruptedException {
        return send(request).status();
    }

    /** Names the target in messages, such as a base URL. */
    String describe();
}
