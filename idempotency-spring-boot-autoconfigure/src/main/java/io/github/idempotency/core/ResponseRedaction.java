package io.github.idempotency.core;

import org.jspecify.annotations.Nullable;

/**
 * Decides what may be stored of a response. Beans of this type are asked in their order, each with what the one before left,
 * for every response that would be stored: the handler's, a recovered one, and one that an operator supplies.
 *
 * <p>The first answer is not altered; duplicates get what was stored. A redaction that throws anything has nothing of the
 * response stored but its status, which is logged without the message of what was thrown. It is called by several threads at
 * once, for {@code ATOMIC} within the transaction of the handler.
 */
@FunctionalInterface
public interface ResponseRedaction {

    /**
     * What may be stored.
     *
     * @param operation name of the operation
     * @param response  the response, with a copy of its body; no body if the policy stores none
     * @return the same or another response; with a body of null, duplicates get 409 {@code result-not-stored} with its status
     *     and headers; null stores nothing but the status
     */
    @Nullable
    Envelope redact(String operation, Envelope response);
}
