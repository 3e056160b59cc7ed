package com.example.orders;

import io.github.idempotency.ExecutionMode;
import io.github.idempotency.Idempotent;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints that the contract of hosts asks for, on any {@link Orders}. */
@RestController
public class OrdersController {

    private final Orders orders;

    public OrdersController(Orders orders) {
        this.orders = orders;
    }

    @PostMapping("/orders")
    @Idempotent("create-order")
    public ResponseEntity<Order> create(
            @RequestBody NewOrder order,
            @RequestHeader(name = "X-Gate", required = false) Integer gate,
            @RequestHeader(name = "X-Fail", defaultValue = "false") boolean fail) {
        return created(order, gate, fail);
    }

    @PostMapping("/atomic-orders")
    @Idempotent(value = "create-atomic-order", execution = ExecutionMode.ATOMIC)
    public ResponseEntity<Order> createAtomically(
            @RequestBody NewOrder order,
            @RequestHeader(name = "X-Gate", required = false) Integer gate,
            @RequestHeader(name = "X-Fail", defaultValue = "false") boolean fail) {
        return created(order, gate, fail);
    }

    private ResponseEntity<Order> created(NewOrder order, Integer gate, boolean fail) {
        long id = orders.place(order.item(), Gates.after(gate, fail));
        return ResponseEntity.created(URI.create("/orders/" + id))
                .header("X-Shop", "first", "second")
                .eTag("order-" + id)
                .body(new Order(id, order.item()));
    }
}
