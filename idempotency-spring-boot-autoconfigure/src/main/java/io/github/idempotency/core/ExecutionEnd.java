package io.github.idempotency.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How an execution ends, for threads that still work for it. */
final class ExecutionEnd {

    /** Longer than the store takes to answer, or to be given up. */
    private static final long PATIENCE_SECONDS = 60;

    private final CompletableFuture<Boolean> stored = new CompletableFuture<>();
    private volatile boolean begun;

    /** The record is about to be written. */
    void begin() {
        begun = true;
    }

    /** The record was written, or never will be; what was said first counts. */
    void end(boolean responseStored) {
        stored.complete(responseStored);
    }

    /** Whether the response is stored by now. */
    boolean isStored() {
        return stored.getNow(false);
    }

    /** Whether the response is stored; if it is just being written, waits until that is known. */
    boolean awaitStored() {
        try {
            return begun && stored.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
