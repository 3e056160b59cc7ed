package com.example.twodatabases;

import com.example.orders.Orders;
import io.github.idempotency.autoconfigure.IdempotencyPersistence;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class SecondDatabaseOrders implements Orders {

    private final JdbcClient jdbc;

    SecondDatabaseOrders(@IdempotencyPersistence DataSource orders) {
        this.jdbc = JdbcClient.create(orders);
    }

    @Override
    @Transactional("ordersTransactionManager")
    public long place(String item, Runnable then) {
        long id = jdbc.sql("INSERT INTO orders (item) VALUES (?) RETURNING id")
                .param(item)
                .query(Long.class)
                .single();
        then.run();
        return id;
    }
}
