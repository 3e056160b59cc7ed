package io.github.idempotency.sample.provider.simulator;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

class ChargeRefusedException extends RequestRefusedException {

    private ChargeRefusedException(HttpStatus status, String code, String detail) {
        super(status, code, detail);
    }

    static ChargeRefusedException keyReused() {
        return new ChargeRefusedException(
                HttpStatus.CONFLICT, "provider-key-reused", "The key was used for another charge.");
    }

    static ChargeRefusedException unknown() {
        return new ChargeRefusedException(HttpStatus.NOT_FOUND, "unknown-charge", "There is no such charge.");
    }
}
