package io.github.idempotency.starter.shop;

import io.github.idempotency.Idempotent;
import io.github.idempotency.IdempotentExecution;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ShopController {

    private final Shop shop;

    ShopController(Shop shop) {
        this.shop = shop;
    }

    @PostMapping("/baskets")
    @Idempotent("buy")
    @ResponseStatus(HttpStatus.CREATED)
    String buy(@RequestBody String content, IdempotentExecution execution) {
        return shop.buy(content) + " " + execution.isProtected();
    }

    @PostMapping("/refunds")
    @Idempotent("refund")
    @ResponseStatus(HttpStatus.CREATED)
    String refund(@RequestBody String content) {
        return String.valueOf(shop.buy(content));
    }
}
