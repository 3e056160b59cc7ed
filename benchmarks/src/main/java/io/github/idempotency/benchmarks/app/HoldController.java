package io.github.idempotency.benchmarks.app;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keeps a key in flight until it is told to let go. */
@RestController
@RequestMapping("/hold")
@ResponseStatus(HttpStatus.CREATED)
class HoldController {

    private static final long PATIENCE_SECONDS = 60;

    private volatile CountDownLatch release = new CountDownLatch(1);

    @PostMapping("/lease")
    @Idempotent(value = "hold-lease", execution = ExecutionMode.LEASE)
    Order lease(@RequestBody Order order) throws InterruptedException {
        release.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return order;
    }

    @PostMapping("/atomic")
    @Idempotent(value = "hold-atomic", execution = ExecutionMode.ATOMIC)
    Order atomic(@RequestBody Order order) throws InterruptedException {
        release.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return order;
    }

    @PostMapping("/release")
    void release() {
        CountDownLatch held = release;
        release = new CountDownLatch(1);
        held.countDown();
    }
}
