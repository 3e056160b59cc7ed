package io.github.idempotency.sample.payments;

import java.math.BigDecimal;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What refunds need to know about payments. */
@Service
public class Payments {

    private final PaymentRepository payments;

    Payments(PaymentRepository payments) {
        this.payments = payments;
    }

    /**
     * Counts a refund in and holds the payment's row until the transaction ends.
     *
     * @return the account the payment was made from
     * @throws UnknownPaymentException        if there is no such payment
     * @throws RefundExceedsPaymentException if less than the amount is left to refund
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String refund(UUID paymentId, BigDecimal amount) {
        int counted = payments.refund(paymentId, amount);
        Payment payment = payments.findById(paymentId).orElseThrow(() -> new UnknownPaymentException(paymentId));
        if (counted == 0) {
            throw new RefundExceedsPaymentException(paymentId);
        }
        return payment.accountId();
    }
}
