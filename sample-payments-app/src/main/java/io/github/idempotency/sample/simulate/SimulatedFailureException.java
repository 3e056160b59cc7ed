package io.github.idempotency.sample.simulate;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** The failure that was asked for, with its status and the code {@code simulated-failure}. */
class SimulatedFailureException extends RequestRefusedException {

    SimulatedFailureException(HttpStatus status, String when) {
        super(status, "simulated-failure", "This failure was asked for, " + when + " the effect.");
    }
}
