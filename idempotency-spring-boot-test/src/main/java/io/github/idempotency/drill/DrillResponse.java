package io.github.idempotency.drill;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param status  HTTP status
 * @param headers values by name, whatever the case
 * @param body    exact bytes
 */
public record DrillResponse(int status, Map<String, List<String>> headers, byte[] body) {

    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([^\"]*)\"");
    private static final int SHOWN = 300;

    /** Copies the headers. */
    public DrillResponse {
        Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = sorted;
    }

    /** Whether the request was carried out, by its status. */
    boolean succeeded() {
        return status >= 200 && status < 400;
    }

    /** Whether it asks for a retry with the same key. */
    boolean asksToRetry() {
        String code = code();
        return switch (status) {
            case 409 -> code == null || code.equals("in-progress");
            case 425, 429, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** The member {@code code} of problem details; null without. */
    @Nullable
    String code() {
        String type = first("Content-Type");
        if (type == null || !type.contains("json")) {
            return null;
        }
        Matcher code = CODE.matcher(text());
        return code.find() ? code.group(1) : null;
    }

    @Nullable
    String first(String header) {
        List<String> values = headers.get(header);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    String summary() {
        String text = text();
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return status + ", " + body.length + " bytes" + (shown.isBlank() ? "" : " " + shown.strip());
    }
}
