package io.github.idempotency.sample.accounts;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * Money that another service moved.
 *
 * @param amount debits are negative
 */
public record Movement(
        @NotNull @AccountId @Schema(example = "alice") String accountId,

        @NotNull
        @Digits(integer = 12, fraction = 2)
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Schema(type = "string", example = "-12.50")
        BigDecimal amount,

        @NotNull Cause.Kind kind,
        @NotNull UUID causeId) {

    /** What takes this one back. */
    public Movement reversed() {
        return new Movement(accountId, amount.negate(), kind, causeId);
    }
}
