package com.example.orders;

import io.github.idempotency.Idempotent;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint that the contract of hosts asks for, on any {@link Orders}, under a lease. */
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
            @RequestHeader(name = "X-Fail", defaultValue = "false") boolean fail,
            @RequestHeader(name = "X-Hold", required = false) Integer hold) {
        long id = orders.place(order.item(), Gates.after(gate, fail));
        if (hold != null) {
            Gates.pass(hold);
        }
        return created(id, order);
    }

    static ResponseEntity<Order> created(long id, NewOrder order) {
        return ResponseEntity.created(URI.create("/orders/" + id))
                .header("X-Shop", "first", "second")
                .eTag("order-" + id)
                .body(new Order(id, order.item()));
    }
}
