package io.github.idempotency.sample.transfers;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** A transfer needs two accounts: 422 {@code same-account}. */
class SameAccountException extends RequestRefusedException {

    SameAccountException(String accountId) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, "same-account", "Both accounts are '" + accountId + "'.");
    }
}
