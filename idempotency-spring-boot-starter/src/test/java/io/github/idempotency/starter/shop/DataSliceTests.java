package io.github.idempotency.starter.shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;

@DataJpaTest
class DataSliceTests {

    @Autowired
    Baskets baskets;

    @Test
    void runsOnH2WithoutAnyProperty() {
        Basket basket = new Basket();
        basket.id = 1;
        baskets.saveAndFlush(basket);
        assertThat(baskets.findAll()).hasSize(1);
    }
}
