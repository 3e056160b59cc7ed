package io.github.idempotency.sample.transfers;

import io.github.idempotency.sample.accounts.AccountId;
import io.github.idempotency.sample.accounts.Amount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

record CreateTransfer(
        @NotNull @AccountId @Schema(example = "alice") String from,
        @NotNull @AccountId @Schema(example = "bob") String to,
        @Amount @Schema(type = "string", example = "5.00") BigDecimal amount) {}
