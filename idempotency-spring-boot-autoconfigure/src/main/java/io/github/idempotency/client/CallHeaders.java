package io.github.idempotency.client;

import io.github.idempotency.core.InboundCall;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The headers that a logical call adds to its attempts.
 *
 * @param keyHeader         header of the key
 * @param key               the key as it is spelled there; null if the call carries none, or brings it along
 * @param inheritedAttempt  what the caller of the served request says of its attempts; null if it does not retry
 * @param attempts          most attempts; 1 if the call is not retried
 * @param correlationHeader header of the correlation id
 * @param correlationId     the correlation id; null if none is forwarded
 */
record CallHeaders(
        String keyHeader,
        @Nullable String key,
        @Nullable String inheritedAttempt,
        int attempts,
        String correlationHeader,
        @Nullable String correlationId) {

    void apply(HttpHeaders headers, int attempt) {
        if (key != null) {
            headers.set(keyHeader, key);
        }
        if (inheritedAttempt != null) {
            headers.set(InboundCall.ATTEMPT_HEADER, inheritedAttempt);
        } else if (attempts > 1) {
            headers.set(InboundCall.ATTEMPT_HEADER, attempt + "/" + attempts);
        }
        if (correlationId != null && !headers.containsHeader(correlationHeader)) {
            headers.set(correlationHeader, correlationId);
        }
    }
}
