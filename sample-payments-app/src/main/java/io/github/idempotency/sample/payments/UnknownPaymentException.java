package io.github.idempotency.sample.payments;

import io.github.idempotency.sample.problem.RequestRefusedException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** There is no payment with that id: 404 {@code unknown-payment}. */
public class UnknownPaymentException extends RequestRefusedException {

    public UnknownPaymentException(UUID id) {
        super(HttpStatus.NOT_FOUND, "unknown-payment", "There is no payment " + id + ".");
    }
}
