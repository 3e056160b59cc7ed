package io.github.idempotency.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the store within a time limit, whatever the store hangs on: an exhausted pool, a server that stopped answering. A call
 * runs in a private thread; the request waits for it no longer than the limit. Calls whose request gave up before they
 * started are dropped; one that comes through too late is handed to its clean-up.
 */
final class StoreCalls implements AutoCloseable {

    /** More threads than connections in a pool do not help; a call takes about a millisecond. */
    private static final int THREADS = 32;

    private final Duration timeout;
    private final IdempotencyListener listener;
    private final ThreadPoolExecutor executor;

    StoreCalls(Duration timeout, IdempotencyListener listener) {
        this.timeout = timeout;
        this.listener = listener;
        AtomicInteger number = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, "idempotency-store-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes a call.
     *
     * @param verb     name of the call for the listener
     * @param body     the call
     * @param hit      whether a result counts as a hit
     * @param tooLate  what to do with a result that nobody waits for any more
     * @throws StoreUnavailableException if the store says so, or the limit passes
     */
    <T> T call(String verb, Supplier<T> body, Predicate<T> hit, Consumer<T> tooLate) {
        long start = System.nanoTime();
        String result = "unavailable";
        try {
            T value = await(new Call<>(body, tooLate));
            result = hit.test(value) ? "hit" : "miss";
            return value;
        } finally {
            listener.onStoreCall(verb, result, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private <T> T await(Call<T> call) {
        try {
            executor.execute(call);
            return call.result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (call.giveUp()) {
                executor.remove(call);
                throw new StoreUnavailableException(
                        "The idempotency store did not answer within " + timeout.toMillis()
                                + " ms (idempotency.store.claim-timeout)",
                        e);
            }
            return answered(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.giveUp();
            throw new StoreUnavailableException("Interrupted while waiting for the idempotency store", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** The answer that came in the moment the limit passed. */
    private static <T> T answered(Call<T> call) {
        try {
            return call.result.join();
        } catch (CompletionException e) {
            throw failure(e.getCause());
        }
    }

    private static StoreUnavailableException failure(@Nullable Throwable cause) {
        return cause instanceof StoreUnavailableException unavailable
                ? unavailable
                : new StoreUnavailableException("The idempotency store failed: " + cause, cause);
    }

    /** Drops calls that wait, and lets running ones end. */
    @Override
    public void close() {
        executor.shutdown();
    }

    private static final class Call<T> implements Runnable {

        private final Supplier<T> body;
        private final Consumer<T> tooLate;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Call(Supplier<T> body, Consumer<T> tooLate) {
            this.body = body;
            this.tooLate = tooLate;
        }

        /** Returns whether the result, if there ever is one, goes to the clean-up. */
        boolean giveUp() {
            return result.cancel(false);
        }

        @Override
        public void run() {
            if (result.isDone()) {
                return;
            }
            try {
                T value = body.get();
                if (!result.complete(value)) {
                    tooLate.accept(value);
                }
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }
    }
}
