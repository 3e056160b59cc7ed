package io.github.idempotency.client;

import io.github.idempotency.core.InboundCall;
import io.github.idempotency.core.RetryAllowance;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The headers that a logical call adds to its attempts.
 *
 * @param keyHeader         header of the key
 * @param key               the key as it is spelled there; null if the call carries none, or brings it along
 * @param retries           retries of the call
 * @param correlationHeader header of the correlation id
 * @param correlationId     the correlation id; null if none is forwarded
 */
record CallHeaders(
        String keyHeader,
        @Nullable String key,
        AllowedRetries retries,
        String correlationHeader,
        @Nullable String correlationId) {

    void apply(HttpHeaders headers, int attempt) {
        if (key != null) {
            headers.set(keyHeader, key);
        }
        String announcement = retries.announcementOf(attempt);
        if (announcement != null) {
            headers.set(InboundCall.ATTEMPT_HEADER, announcement);
        }
        if (retries.travels()) {
            headers.set(
                    RetryAllowance.HEADER, Integer.toString(retries.allowance().remaining()));
        }
        if (correlationId != null && !headers.containsHeader(correlationHeader)) {
            headers.set(correlationHeader, correlationId);
        }
    }
}
