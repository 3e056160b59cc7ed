package io.github.idempotency.core.fingerprint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload of a request, in the form in which it can be read. Byte arrays are neither copied nor changed. */
public sealed interface Payload {

    /**
     * A payload as sent. A payload of zero bytes and no payload at all are the same.
     *
     * @param bytes the bytes
     */
    record Raw(byte[] bytes) implements Payload {}

    /**
     * A form post, which the servlet container has parsed.
     *
     * @param parameters values by name, values in their order
     */
    record Form(Map<String, List<String>> parameters) implements Payload {}

    /**
     * A multipart request, part by part in their order.
     *
     * @param parts the parts
     */
    record Multipart(List<Part> parts) implements Payload {}

    /**
     * One part of a multipart request.
     *
     * @param name        form field
     * @param fileName    file name as submitted, null if it is not a file
     * @param contentType content type of the part, null if it has none
     * @param sha256      SHA-256 of its content, 32 bytes
     */
    record Part(
            String name,
            @Nullable String fileName,
            @Nullable String contentType,
            byte[] sha256) {}
}
