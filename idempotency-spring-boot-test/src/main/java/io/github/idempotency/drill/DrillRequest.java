package io.github.idempotency.drill;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request of a drill.
 *
 * @param method  HTTP method
 * @param path    path and query
 * @param headers header by name, one value each
 * @param body    body, encoded as UTF-8
 */
public record DrillRequest(String method, String path, Map<String, String> headers, String body) {

    /** Copies the headers. */
    public DrillRequest {
        headers = Map.copyOf(headers);
    }

    /** The body as it is sent. */
    public byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** The same request with another header. */
    public DrillRequest withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new DrillRequest(method, path, more, body);
    }

    DrillRequest withBody(String other) {
        return new DrillRequest(method, path, headers, other);
    }
}
