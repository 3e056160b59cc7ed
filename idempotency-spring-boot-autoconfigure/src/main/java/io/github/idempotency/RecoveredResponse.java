package io.github.idempotency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response that was rebuilt from business data. Its body is written as the handler's would be, by the application's message
 * converters; name the {@code Content-Type} if it is not the one they choose for the body's type, such as JSON.
 *
 * @param status  the status code, 200 to 599
 * @param headers values by name, such as {@code Location}
 * @param body    the body, null for none
 * @param <T>     type of the body
 */
public record RecoveredResponse<T>(
        int status,
        Map<String, List<String>> headers,
        @Nullable T body) {

    public RecoveredResponse {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("The status of a recovered response must be 200 to 599, was " + status);
        }
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = copy;
    }

    /** A response without headers of its own. */
    public static <T> RecoveredResponse<T> of(int status, @Nullable T body) {
        return new RecoveredResponse<>(status, Map.of(), body);
    }

    /** This response with another header, or another value of it. */
    public RecoveredResponse<T> withHeader(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        List<String> values = new ArrayList<>(more.getOrDefault(name, List.of()));
        values.add(value);
        more.put(name, values);
        return new RecoveredResponse<>(status, more, body);
    }
}
