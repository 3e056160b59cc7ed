package com.example.petclinic;

import com.example.orders.Orders;
import jakarta.persistence.EntityManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class PetclinicOrders implements Orders {

    private final EntityManager entityManager;

    PetclinicOrders(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Override
    @Transactional
    @Cacheable(cacheNames = "orders", key = "#item")
    public long place(String item, Runnable then) {
        return entityManager
                .createNativeQuery("INSERT INTO orders (item) VALUES (?1)")
                .setParameter(1, item)
                .executeUpdate();
    }
}
