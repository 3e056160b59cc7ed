package io.github.idempotency.sample.accounts;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** One movement; debits are negative. */
record LedgerEntryView(
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount,
        Cause.Kind kind,
        UUID causeId,
        Instant createdAt) {}
