package io.github.idempotency.benchmarks.app;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** The cheapest business there is: one insert in auto-commit. */
@Service
class Insert {

    private final JdbcClient jdbc;

    Insert(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    InsertView run(Order order) {
        UUID id = UUID.randomUUID();
        jdbc.sql("INSERT INTO event (id, account_id, amount, currency) VALUES (?, ?, ?, ?)")
                .params(id, order.account(), order.amount(), order.currency())
                .update();
        return new InsertView(id, order.account());
    }

    record InsertView(UUID id, String account) {}
}
