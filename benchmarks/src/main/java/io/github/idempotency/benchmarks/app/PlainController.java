package io.github.idempotency.benchmarks.app;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An endpoint that has nothing to do with the library, nor with the database. */
@RestController
class PlainController {

    @PostMapping("/plain")
    @ResponseStatus(HttpStatus.CREATED)
    Order plain(@RequestBody Order order) {
        return order;
    }
}
