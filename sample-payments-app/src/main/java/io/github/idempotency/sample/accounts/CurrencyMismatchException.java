package io.github.idempotency.sample.accounts;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** An account is held in another currency: 422 {@code currency-mismatch}. */
public class CurrencyMismatchException extends RequestRefusedException {

    public CurrencyMismatchException(String expected, String actual) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "currency-mismatch",
                "The account is held in " + expected + ", not in " + actual + ".");
    }
}
