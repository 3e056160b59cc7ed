package io.github.idempotency.core;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as it is stored. The body array is neither copied nor changed.
 *
 * @param status  the status code
 * @param headers the kept headers in their order; a header with two values stands here twice
 * @param body    the exact bytes; null if the response was not kept, which is not the same as an empty body
 */
public record Envelope(int status, List<Header> headers, byte @Nullable [] body) {

    /**
     * One value of a header.
     *
     * @param name  the name as the handler wrote it
     * @param value the value, without line breaks
     */
    public record Header(String name, String value) {}

    public Envelope {
        headers = List.copyOf(headers);
    }

    /** An envelope that remembers that there was a response, and its status, but cannot be replayed. */
    public static Envelope notStored(int status) {
        return new Envelope(status, List.of(), null);
    }

    /** Whether another envelope would be replayed as the same response. */
    boolean hasSameContent(Envelope other) {
        return status == other.status && headers.equals(other.headers) && Arrays.equals(body, other.body);
    }

    /** Whether a duplicate can be answered from this envelope. */
    public boolean isReplayable() {
        return body != null;
    }
}
