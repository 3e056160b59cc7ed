package io.github.idempotency.sample.payments;

import io.github.idempotency.sample.accounts.AccountId;
import io.github.idempotency.sample.accounts.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;

record CreatePayment(
        @NotNull @AccountId @Schema(example = "alice") String accountId,
        @Amount @Schema(type = "string", example = "12.50") BigDecimal amount,

        @NotNull
        @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code such as EUR")
        @Schema(example = "EUR")
        String currency) {}
