package io.github.idempotency.integration;

import java.util.List;

/**
 * A request that the library has nothing to do with.
 *
 * @param headers name, value, name, value
 */
public record Unannotated(String method, String path, String body, List<String> headers) {

    public static Unannotated of(String method, String path) {
        return new Unannotated(method, path, "", List.of());
    }

    /** With a body, and with a key that means nothing here. */
    public static Unannotated of(String method, String path, String contentType, String body) {
        return new Unannotated(method, path, body, List.of("Content-Type", contentType, "Idempotency-Key", "a-key"));
    }

    @Override
    public String toString() {
        return method + " " + path + " " + body;
    }
}
