package io.github.idempotency.docs.quickstart;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

// tag::orders[]
@Service
class Orders {

    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    public Order place(NewOrder request) {
        Order order = new Order(UUID.randomUUID(), request.article(), request.quantity());
        jdbc.sql("INSERT INTO orders (id, article, quantity) VALUES (?, ?, ?)")
                .params(order.id(), order.article(), order.quantity())
                .update();
        return order;
    }
}
// end::orders[]
