package io.github.idempotency.starter.shop;

import org.springframework.stereotype.Service;

@Service
class Shop {

    private final Baskets baskets;

    Shop(Baskets baskets) {
        this.baskets = baskets;
    }

    long buy(String content) {
        Basket basket = new Basket();
        basket.id = baskets.count() + 1;
        basket.content = content;
        return baskets.save(basket).id;
    }
}
