package io.github.idempotency.sample.payments;

import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.StepCompensation;
import io.github.idempotency.sample.provider.Charge;
import io.github.idempotency.sample.provider.PaymentProvider;
import org.springframework.stereotype.Component;

/** Gives back the charge of a payment that stopped before it was recorded and that no retry came back for. */
// tag::charge-refund[]
@Component
class ChargeRefund implements StepCompensation<Charge> {

    private final PaymentProvider provider;

    ChargeRefund(PaymentProvider provider) {
        this.provider = provider;
    }

    @Override
    public String operation() {
        return PaymentRecovery.OPERATION;
    }

    @Override
    public String step() {
        return PaymentRecovery.CHARGE;
    }

    @Override
    public Class<Charge> resultType() {
        return Charge.class;
    }

    @Override
    public void compensate(Charge charge, IdempotentExecution execution) {
        provider.voidCharge(charge);
    }
}
// end::charge-refund[]
