package com.example.jpa;

import com.example.orders.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class JpaOrders implements Orders {

    private final OrderRepository repository;

    JpaOrders(OrderRepository repository) {
        this.repository = repository;
    }

    @Override
    @Transactional
    public long place(String item, Runnable then) {
        long id = repository.saveAndFlush(new OrderEntity(item)).id();
        then.run();
        return id;
    }
}
