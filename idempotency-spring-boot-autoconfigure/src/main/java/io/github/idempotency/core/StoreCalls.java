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
    private final CallGuard guard;
    private final IdempotencyListener listener;
    private final ThreadPoolExecutor executor;

    StoreCalls(Duration timeout, CallGuard guard, IdempotencyListener listener) {
        this.timeout = timeout;
        this.guard = guard;
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
     * Makes a call that precedes the handler, unless the store is known to be away.
     *
     * @throws StoreUnavailableException also if the call was not made
     * @see #call
     */
    <T> T ask(String verb, Supplier<T> body, Predicate<T> hit, Consumer<T> tooLate) {
        if (!guard.permits()) {
            throw new CallRefusedException();
        }
        return call(verb, body, hit, tooLate, guard::undecided);
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
        return call(verb, body, hit, tooLate, () -> {});
    }

    private <T> T call(
            String verb, Supplier<T> body, Predicate<T> hit, Consumer<T> tooLate, Runnable saysNothingOfTheStore) {
        long start = System.nanoTime();
        String result = "unavailable";
        Runnable report = saysNothingOfTheStore;
        try {
            T value = await(new Call<>(body, tooLate));
            report = () -> guard.succeeded(since(start));
            result = hit.test(value) ? "hit" : "miss";
            return value;
        } catch (UnreadableRecordException e) {
            report = () -> guard.succeeded(since(start));
            throw e;
        } catch (UndecidedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            report = () -> guard.failed(since(start), e);
            throw e;
        } finally {
            report.run();
            listener.onStoreCall(verb, result, since(start));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private <T> T await(Call<T> call) {
        try {
            submit(call);
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
            throw new UndecidedException("Interrupted while waiting for the idempotency store", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private void submit(Call<?> call) {
        try {
            executor.execute(call);
        } catch (OutOfMemoryError e) { // no thread can be made; whoever calls knows what to do without an answer
            call.giveUp();
            executor.remove(call);
            throw new UndecidedException("The idempotency store could not be asked: " + e.getMessage(), e);
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
                : new UndecidedException("The idempotency store failed: " + cause, cause);
    }

    /** Drops calls that wait, and lets running ones end. */
    @Override
    public void close() {
        executor.shutdown();
    }

    /** The call failed, and not because the store is away. */
    private static final class UndecidedException extends StoreUnavailableException {

        UndecidedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
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
