package io.github.idempotency.sample.payments;

import io.github.idempotency.sample.problem.RequestRefusedException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** The payment has less left to refund: 422 {@code refund-exceeds-payment}. */
public class RefundExceedsPaymentException extends RequestRefusedException {

    public RefundExceedsPaymentException(UUID paymentId) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "refund-exceeds-payment",
                "Payment " + paymentId + " has less than the amount left to refund.");
    }
}
