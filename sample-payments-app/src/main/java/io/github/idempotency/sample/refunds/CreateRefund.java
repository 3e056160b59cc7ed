package io.github.idempotency.sample.refunds;

import io.github.idempotency.sample.accounts.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;

record CreateRefund(
        @Amount @Schema(type = "string", example = "1.00") BigDecimal amount) {}
