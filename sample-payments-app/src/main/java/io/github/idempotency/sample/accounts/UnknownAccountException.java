package io.github.idempotency.sample.accounts;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** There is no account of that name: 404 {@code unknown-account}. */
public class UnknownAccountException extends RequestRefusedException {

    public UnknownAccountException(String accountId) {
        super(HttpStatus.NOT_FOUND, "unknown-account", "There is no account '" + accountId + "'.");
    }
}
