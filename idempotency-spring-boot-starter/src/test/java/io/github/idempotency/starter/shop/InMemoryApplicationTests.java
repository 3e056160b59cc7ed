package io.github.idempotency.starter.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.idempotency.core.IdempotencyStore;
import io.github.idempotency.store.memory.InMemoryIdempotencyStore;
import io.github.idempotency.test.InMemoryIdempotency;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@InMemoryIdempotency
class InMemoryApplicationTests {

    @Autowired
    IdempotencyStore store;

    @Autowired
    Baskets baskets;

    @Test
    void startsTheWholeApplicationOnH2() {
        assertThat(store).isInstanceOf(InMemoryIdempotencyStore.class);
        assertThat(baskets.count()).isZero();
    }
}
