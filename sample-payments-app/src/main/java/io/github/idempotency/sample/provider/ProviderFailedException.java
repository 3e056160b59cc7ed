package io.github.idempotency.sample.provider;

import io.github.idempotency.sample.problem.RequestRefusedException;
import org.springframework.http.HttpStatus;

/**
 * The provider did not do its part: 504 {@code provider-timeout} if it may have charged, else 502
 * {@code provider-unavailable} or {@code provider-failed}. The request can be retried with the same key.
 */
public class ProviderFailedException extends RequestRefusedException {

    private ProviderFailedException(HttpStatus status, String code, String detail, Throwable cause) {
        super(status, code, detail, cause);
    }

    static ProviderFailedException timeout(Throwable cause) {
        return new ProviderFailedException(
                HttpStatus.GATEWAY_TIMEOUT,
                "provider-timeout",
                "The payment provider did not answer in time. Retry with the same key.",
                cause);
    }

    static ProviderFailedException unavailable(Throwable cause) {
        return new ProviderFailedException(
                HttpStatus.BAD_GATEWAY,
                "provider-unavailable",
                "The payment provider cannot be reached. Retry with the same key.",
                cause);
    }

    static ProviderFailedException failed(Throwable cause) {
        return new ProviderFailedException(
                HttpStatus.BAD_GATEWAY, "provider-failed", "The payment provider failed to answer.", cause);
    }
}
