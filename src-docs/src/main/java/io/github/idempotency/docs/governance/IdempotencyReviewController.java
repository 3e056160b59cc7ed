package io.github.idempotency.docs.governance;

import io.github.idempotency.governance.MutationEndpointInventory;
import io.github.idempotency.governance.OperationTrends;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

// tag::review[]
@RestController
class IdempotencyReviewController {

    private final MutationEndpointInventory inventory;
    private final OperationTrends trends;

    IdempotencyReviewController(MutationEndpointInventory inventory, OperationTrends trends) {
        this.inventory = inventory;
        this.trends = trends;
    }

    @GetMapping(path = "/internal/idempotency-review", produces = "text/markdown;charset=UTF-8")
    String review() {
        return inventory.toMarkdown(trends);
    }
}
// end::review[]
