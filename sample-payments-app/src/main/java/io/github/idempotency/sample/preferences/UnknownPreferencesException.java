package io.github.idempotency.sample.preferences;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/** The customer has set no preferences: 404 {@code unknown-preferences}. */
class UnknownPreferencesException extends RequestRefusedException {

    UnknownPreferencesException(String customerId) {
        super(HttpStatus.NOT_FOUND, "unknown-preferences", "Customer '" + customerId + "' has set no preferences.");
    }
}
