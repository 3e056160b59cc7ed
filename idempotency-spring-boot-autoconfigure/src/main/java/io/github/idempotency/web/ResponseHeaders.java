package io.github.idempotency.web;

import io.github.idempotency.core.Envelope.Header;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The headers of a response at one moment. */
final class ResponseHeaders {

    private static final ResponseHeaders NONE = new ResponseHeaders(Map.of());

    /** By name as written; insertion order. */
    private final Map<String, List<String>> values;

    private ResponseHeaders(Map<String, List<String>> values) {
        this.values = values;
    }

    static ResponseHeaders none() {
        return NONE;
    }

    static ResponseHeaders of(HttpServletResponse response) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            // A header that is set twice stands twice in the names of some containers.
            values.putIfAbsent(name, List.copyOf(response.getHeaders(name)));
        }
        // Tomcat keeps these two apart from the others.
        addIfAbsent(values, HttpHeaders.CONTENT_TYPE, response.getContentType());
        addIfAbsent(values, HttpHeaders.CONTENT_LANGUAGE, response.getHeader(HttpHeaders.CONTENT_LANGUAGE));
        return new ResponseHeaders(values);
    }

    private static void addIfAbsent(Map<String, List<String>> values, String name, @Nullable String value) {
        if (value != null && values.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            values.put(name, List.of(value));
        }
    }

    /** The headers that were added or changed since an earlier moment, without those that are not to be kept. */
    List<Header> addedSince(ResponseHeaders earlier, Predicate<String> excluded) {
        List<Header> added = new ArrayList<>();
        values.forEach((name, current) -> {
            if (!excluded.test(name.toLowerCase(Locale.ROOT))) {
                List<String> known = earlier.values.getOrDefault(name, List.of());
                boolean appended = current.size() >= known.size()
                        && current.subList(0, known.size()).equals(known);
                current.subList(appended ? known.size() : 0, current.size())
                        .forEach(value -> added.add(new Header(name, value)));
            }
        });
        return added;
    }

    /** Writes the headers into a response that has just been reset. */
    void restoreTo(HttpServletResponse response) {
        values.forEach((name, current) -> {
            if (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) {
                response.setContentType(current.get(0));
            } else {
                current.forEach(value -> response.addHeader(name, value));
            }
        });
    }
}
