package io.github.idempotency.sample.transfers;

import io.github.idempotency.sample.problem.RequestRefusedException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** There is no transfer with that id: 404 {@code unknown-transfer}. */
class UnknownTransferException extends RequestRefusedException {

    UnknownTransferException(UUID id) {
        super(HttpStatus.NOT_FOUND, "unknown-transfer", "There is no transfer " + id + ".");
    }
}
