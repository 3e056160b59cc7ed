package io.github.idempotency.sample.simulate;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** The header asks for something else than the service can do: 400 {@code invalid-simulation}. */
class InvalidSimulationException extends RequestRefusedException {

    InvalidSimulationException(String directive) {
        super(
                HttpStatus.BAD_REQUEST,
                "invalid-simulation",
                Simulation.HEADER + " knows delay=<ms>, fail=<status>, fail-after=<status>, lose-response and "
                        + Simulation.PROVIDER_TIMEOUT + ", not '" + directive + "'.");
    }
}
