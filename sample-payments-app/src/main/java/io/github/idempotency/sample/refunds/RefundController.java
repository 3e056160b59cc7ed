package io.github.idempotency.sample.refunds;

import io.github.idempotency.Idempotent;
import io.github.idempotency.RiskClass;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "payments")
class RefundController {

    private final RefundService refunds;

    RefundController(RefundService refunds) {
        this.refunds = refunds;
    }

    @PostMapping("/payments/{id}/refunds")
    @ResponseStatus(HttpStatus.CREATED)
    @Idempotent(value = "refund-payment", risk = RiskClass.HIGH)
    @Operation(summary = "Refunds a payment, in part or whole")
    RefundView create(@PathVariable UUID id, @Valid @RequestBody CreateRefund request) {
        return refunds.refund(id, request.amount()).view();
    }
}
