package io.github.idempotency.benchmarks.app;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A handler that waits for somebody else, as for a payment provider, and holds no connection meanwhile. */
@RestController
@RequestMapping("/slow")
@ResponseStatus(HttpStatus.CREATED)
class SlowController {

    private static final long MILLIS = 50;

    @PostMapping("/bare")
    Order bare(@RequestBody Order order) throws InterruptedException {
        return lease(order);
    }

    @PostMapping("/lease")
    @Idempotent(value = "slow-lease", execution = ExecutionMode.LEASE)
    Order lease(@RequestBody Order order) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(MILLIS);
        return order;
    }
}
