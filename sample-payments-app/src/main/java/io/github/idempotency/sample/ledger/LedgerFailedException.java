package io.github.idempotency.sample.ledger;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** The other service may have made the entry or not: 502 {@code ledger-failed}. The request can be retried with the same key. */
public class LedgerFailedException extends RequestRefusedException {

    LedgerFailedException(Throwable cause) {
        super(
                HttpStatus.BAD_GATEWAY,
                "ledger-failed",
                "The ledger did not take the entry, or did not say so. Retry with the same key.",
                cause);
    }
}
