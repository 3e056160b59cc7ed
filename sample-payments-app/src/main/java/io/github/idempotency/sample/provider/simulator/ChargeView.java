package io.github.idempotency.sample.provider.simulator;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

record ChargeView(
        UUID id,
        String reference,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount,
        String currency,
        boolean voided,
        Instant createdAt) {}
