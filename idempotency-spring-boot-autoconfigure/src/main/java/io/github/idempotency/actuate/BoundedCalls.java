package io.github.idempotency.actuate;

import io.github.idempotency.core.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Calls to the store that return in time, even if the store hangs. Holds few threads, and none while nothing is asked. */
final class BoundedCalls {

    private static final int MAX_THREADS = 4;

    private final ThreadPoolExecutor executor;

    BoundedCalls(String threadName) {
        executor = new ThreadPoolExecutor(0, MAX_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Makes a call.
     *
     * @param timeout longest wait for the answer
     * @throws StoreUnavailableException if the store cannot answer, or not in time
     * @throws RefusedException          if the call does
     */
    <T> T call(Supplier<T> storeCall, Duration timeout) {
        try {
            Future<T> answer = executor.submit(storeCall::get);
            try {
                return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                answer.cancel(true);
            }
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("The store did not answer within " + timeout.toMillis() + " ms", e);
        } catch (RejectedExecutionException e) {
            throw new StoreUnavailableException("The store has not answered the last " + MAX_THREADS + " calls yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while waiting for the store", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreUnavailableException unavailable) {
                throw unavailable;
            }
            if (e.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new StoreUnavailableException("The store failed: " + e.getCause(), e.getCause());
        }
    }

    void close() {
        executor.shutdownNow();
    }
}
