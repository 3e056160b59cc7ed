package io.github.idempotency.web.app;

import io.github.idempotency.IdempotencyRecovery;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RecoveredResponse;
import io.github.idempotency.web.app.DurableHandlers.Receipt;
import java.util.Optional;

class DepositRecovery implements IdempotencyRecovery<Receipt> {

    private final DepositService deposits;

    DepositRecovery(DepositService deposits) {
        this.deposits = deposits;
    }

    @Override
    public String operation() {
        return "recoverable";
    }

    @Override
    public Optional<RecoveredResponse<Receipt>> recover(IdempotentExecution execution) {
        String account = execution.derivedKey("deposit");
        return deposits.count(account) == 0
                ? Optional.empty()
                : Optional.of(RecoveredResponse.of(201, new Receipt(account, 1))
                        .withHeader("Location", "/deposits/" + account));
    }
}
