package io.github.idempotency.sample.payments;

import io.github.idempotency.IdempotencyRecovery;
import io.github.idempotency.IdempotentExecution;
import io.github.idempotency.RecoveredResponse;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Rebuilds the answer to a payment that was made and whose answer was lost. It is the answer of that time: what was refunded
 * since does not show.
 */
// tag::payment-recovery[]
@Component
class PaymentRecovery implements IdempotencyRecovery<PaymentView> {

    static final String OPERATION = "create-payment";

    /** The step whose derived key is the payment's reference; {@link ChargeRefund} undoes it. */
    static final String CHARGE = "charge";

    private final PaymentRepository payments;

    PaymentRecovery(PaymentRepository payments) {
        this.payments = payments;
    }

    @Override
    public String operation() {
        return OPERATION;
    }

    @Override
    public Optional<RecoveredResponse<PaymentView>> recover(IdempotentExecution execution) {
        return payments.findByReference(execution.derivedKey(CHARGE))
                .map(payment -> RecoveredResponse.of(201, payment.viewAtCreation())
                        .withHeader(HttpHeaders.LOCATION, PaymentController.location(payment)));
    }
}
// end::payment-recovery[]
