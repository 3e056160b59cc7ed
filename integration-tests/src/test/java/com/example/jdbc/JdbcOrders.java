package com.example.jdbc;

import com.example.orders.Orders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class JdbcOrders implements Orders {

    private final JdbcClient jdbc;

    JdbcOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @Transactional
    public long place(String item, Runnable then) {
        long id = jdbc.sql("INSERT INTO orders (item) VALUES (?) RETURNING id")
                .param(item)
                .query(Long.class)
                .single();
        then.run();
        return id;
    }
}
