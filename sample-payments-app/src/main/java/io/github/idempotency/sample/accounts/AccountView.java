package io.github.idempotency.sample.accounts;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;

record AccountView(
        String id,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal balance,
        String currency) {}
