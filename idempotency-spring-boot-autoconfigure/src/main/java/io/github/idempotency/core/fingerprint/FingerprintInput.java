package io.github.idempotency.core.fingerprint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a request that make up its identity.
 *
 * @param method      HTTP method
 * @param path        path within the application, with the values of its variables, as the client sent it
 * @param query       raw query string, null if there is none
 * @param contentType content type as sent, null if there is none; parameters such as a multipart boundary do not enter
 * @param headers     values of the headers that enter by policy; names in lower case, sorted
 * @param payload     the payload
 */
public record FingerprintInput(
        String method,
        String path,
        @Nullable String query,
        @Nullable String contentType,
        Map<String, List<String>> headers,
        Payload payload) {}
