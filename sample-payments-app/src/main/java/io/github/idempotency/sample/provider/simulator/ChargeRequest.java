package io.github.idempotency.sample.provider.simulator;

import io.github.idempotency.sample.accounts.Amount;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;

record ChargeRequest(
        @NotNull @Size(max = 64) @Pattern(regexp = "\\p{Graph}+")
        String reference,

        @Amount BigDecimal amount,
        @NotNull @Pattern(regexp = "[A-Z]{3}") String currency) {}
