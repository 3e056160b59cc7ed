package io.github.idempotency.sample.payments;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A payment as clients see it.
 *
 * @param reference what the payment provider knows it by
 * @param refunded  the sum of its refunds
 */
record PaymentView(
        UUID id,
        String accountId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount,
        String currency,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal refunded,
        String reference,
        Instant createdAt) {}
