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
@RequestMapping("/payment")
@ResponseStatus(HttpStatus.CREATED)
class PaymentController {

    private static final String KEY = "Idempotency-Key";

    private final Pay business;

    private final HandWritten handWritten;

    PaymentController(Pay business, HandWritten handWritten) {
        this.business = business;
        this.handWritten = handWritten;
    }

    @PostMapping("/bare")
    Payment.PaymentView bare(@RequestBody Order order) {
        return business.run(order);
    }

    @PostMapping("/lease")
    @Idempotent(value = "payment-lease", execution = ExecutionMode.LEASE)
    Payment.PaymentView lease(@RequestBody Order order) {
        return business.run(order);
    }

    @PostMapping("/atomic")
    @Idempotent(value = "payment-atomic", execution = ExecutionMode.ATOMIC)
    Payment.PaymentView atomic(@RequestBody Order order) {
        return business.run(order);
    }

    @PostMapping("/key-only")
    Payment.PaymentView keyOnly(@RequestHeader(KEY) String key, @RequestBody Order order) {
        return handWritten.keyOnly(key, order, business::run);
    }

    @PostMapping("/jdbc")
    ResponseEntity<byte[]> jdbc(@RequestHeader(KEY) String key, @RequestBody byte[] request) {
        return handWritten.store(key, request, business::run);
    }
}
