package io.github.idempotency.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An error such as "unable to create native thread" passes; what works in the background has to be there afterwards. */
class ErrorsInTheBackgroundTests {

    private final AtomicInteger runs = new AtomicInteger();

    private boolean failsTwice() {
        if (runs.incrementAndGet() <= 2) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return true;
    }

    @Test
    void aTaskGoesOn() {
        BackgroundTask task = new BackgroundTask("test-task", Duration.ZERO, Duration.ofMillis(10), "It failed", () -> {
            failsTwice();
            return Duration.ofMillis(10);
        });
        task.start();
        await().until(() -> runs.get() > 3);
        task.stop();
    }

    @Test
    void leasesAreRenewed() {
        StoreCalls calls = new StoreCalls(Duration.ofSeconds(2), CallGuard.NONE, new IdempotencyListener() {
            @Override
            public void onStoreCall(String call, String result, Duration duration) {
                failsTwice();
            }
        });
        LeaseRenewer renewer = new LeaseRenewer(new InMemoryIdempotencyStore(), calls);
        renewer.watch(new Claim(UUID.randomUUID(), 1, UUID.randomUUID()), Duration.ofMillis(120));
        await().until(() -> runs.get() > 2);
        renewer.close();
        calls.close();
    }

    @Test
    void aWriteIsTriedAgain() {
        AtomicReference<String> ended = new AtomicReference<>();
        try (UnsettledWrites writes = new UnsettledWrites()) {
            writes.add(new UnsettledWrites.Write("A write", this::failsTwice, () -> ended.set("ended")));
            await().until(() -> ended.get() != null);
        }
        assertThat(runs).hasValue(3);
    }
}
