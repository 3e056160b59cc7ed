package io.github.idempotency.sample.payments;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** The reference belongs to another payment or to a charge that was given back: 409 {@code reference-reused}. */
class ReferenceReusedException extends RequestRefusedException {

    ReferenceReusedException(String reference) {
        super(
                HttpStatus.CONFLICT,
                "reference-reused",
                "The payment reference " + reference + " was used before, for another charge.");
    }
}
