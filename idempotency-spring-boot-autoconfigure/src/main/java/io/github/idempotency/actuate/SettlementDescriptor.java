package io.github.idempotency.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What became of an operator's decision.
 *
 * @param result  {@code completed}, {@code released}, {@code evicted}, or {@code refused} if nothing was changed, or
 *                {@code unknown} if the store did not answer
 * @param message what follows from it, or what to do instead
 */
public record SettlementDescriptor(String result, String message) implements OperationResponseBody {}
