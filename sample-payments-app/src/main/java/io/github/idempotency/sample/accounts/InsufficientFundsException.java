package io.github.idempotency.sample.accounts;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** The balance does not cover the amount: 422 {@code insufficient-funds}. */
public class InsufficientFundsException extends RequestRefusedException {

    public InsufficientFundsException(String accountId) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "insufficient-funds",
                "The balance of account '" + accountId + "' does not cover the amount.");
    }
}
