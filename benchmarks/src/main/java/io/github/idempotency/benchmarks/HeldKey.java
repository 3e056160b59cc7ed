package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.HttpConnection;
import io.github.idempotency.benchmarks.load.Load;
import io.github.idempotency.benchmarks.load.RequestTemplate;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A key that stays in flight until this is closed. */
final class HeldKey implements AutoCloseable {

    private static final long MILLIS_UNTIL_CLAIMED = 300;

    private final Load load;

    private final CompletableFuture<Integer> answer;

    HeldKey(Load load) throws InterruptedException {
        this.load = load;
        this.answer = CompletableFuture.supplyAsync(this::hold);
        Thread.sleep(MILLIS_UNTIL_CLAIMED);
    }

    /** Duplicates of the request that holds the key. */
    Load load() {
        return load;
    }

    @Override
    public void close() throws IOException {
        try (HttpConnection connection = new HttpConnection(load.port())) {
            connection.exchange(RequestTemplate.bare("POST", "/hold/release"));
        }
        int status = answer.join();
        if (status != 201) {
            throw new IOException("The request that was to hold the key was answered with " + status);
        }
    }

    private int hold() {
        try (HttpConnection connection = new HttpConnection(load.port())) {
            return connection.exchange(load.request());
        } catch (IOException exception) {
            return -1;
        }
    }
}
