package io.github.idempotency.sample.payments;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.StepCompensation;
import io.github.idempotency.sample.accounts.Movement;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Takes back the entry of a payment that stopped before it was recorded and that no retry came back for. */
@Component
@ConditionalOnProperty("sample.ledger.base-url")
class EntryReversal implements StepCompensation<Movement> {

    private final PaymentLedger ledger;

    EntryReversal(PaymentLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public String operation() {
        return PaymentRecovery.OPERATION;
    }

    @Override
    public String step() {
        return PaymentLedger.ENTRY;
    }

    @Override
    public Class<Movement> resultType() {
        return Movement.class;
    }

    @Override
    public void compensate(Movement movement, IdempotentExecution execution) {
        ledger.reverse(movement, execution);
    }
}
