package io.github.idempotency.web;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the forwarding shape forwards to. */
@RestController
class ForwardTarget {

    @PostMapping("/target")
    String target() {
        return "forwarded";
    }
}
