package io.github.idempotency.benchmarks.app;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/insert")
@ResponseStatus(HttpStatus.CREATED)
class InsertController {

    private static final String KEY = "Idempotency-Key";

    private final Insert business;

    private final HandWritten handWritten;

    InsertController(Insert business, HandWritten handWritten) {
        this.business = business;
        this.handWritten = handWritten;
    }

    @PostMapping("/bare")
    Insert.InsertView bare(@RequestBody Order order) {
        return business.run(order);
    }

    @PostMapping("/lease")
    @Idempotent(value = "insert-lease", execution = ExecutionMode.LEASE)
    Insert.InsertView lease(@RequestBody Order order) {
        return business.run(order);
    }

    @PostMapping("/atomic")
    @Idempotent(value = "insert-atomic", execution = ExecutionMode.ATOMIC)
    Insert.InsertView atomic(@RequestBody Order order) {
        return business.run(order);
    }

    @PostMapping("/key-only")
    Insert.InsertView keyOnly(@RequestHeader(KEY) String key, @RequestBody Order order) {
        return handWritten.keyOnly(key, order, business::run);
    }

    @PostMapping("/jdbc")
    ResponseEntity<byte[]> jdbc(@RequestHeader(KEY) String key, @RequestBody byte[] request) {
        return handWritten.store(key, request, business::run);
    }
}
