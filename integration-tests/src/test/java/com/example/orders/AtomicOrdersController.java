package com.example.orders;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The same as {@link OrdersController}, in one transaction with the record. */
@RestController
public class AtomicOrdersController {

    private final Orders orders;

    public AtomicOrdersController(Orders orders) {
        this.orders = orders;
    }

    @PostMapping("/atomic-orders")
    @Idempotent(value = "create-atomic-order", execution = ExecutionMode.ATOMIC)
    public ResponseEntity<Order> create(
            @RequestBody NewOrder order,
            @RequestHeader(name = "X-Gate", required = false) Integer gate,
            @RequestHeader(name = "X-Fail", defaultValue = "false") boolean fail) {
        return OrdersController.created(orders.place(order.item(), Gates.after(gate, fail)), order);
    }
}
