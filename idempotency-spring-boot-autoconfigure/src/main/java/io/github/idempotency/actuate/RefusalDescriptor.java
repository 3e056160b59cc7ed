package io.github.idempotency.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why an endpoint does not answer.
 *
 * @param message what is wrong and what is allowed
 */
public record RefusalDescriptor(String message) implements OperationResponseBody {}
