package io.github.idempotency.web;

import io.github.idempotency.core.Decision;
import io.github.idempotency.core.Envelope;
import io.github.idempotency.core.Envelope.Header;
import io.github.idempotency.core.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Writes the answers that stand in for a handler's: replays and problem details. */
final class AnswerWriter {

    static final String REPLAYED_HEADER = "Idempotent-Replayed";
    static final String STATUS_HEADER = "Idempotency-Status";

    /** Tells how many seconds a key is remembered from its first use. On problems only: replays are what was stored. */
    static final String LIFETIME_HEADER = "Idempotency-Key-Lifetime";

    /** Headers of which a response has one; a stored value takes the place of one that a filter has set. */
    private static final Set<String> SINGLE_VALUED = Set.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-location",
            "etag",
            "expires",
            "last-modified",
            "location",
            "pragma",
            "retry-after");

    private final WebSettings settings;

    AnswerWriter(WebSettings settings) {
        this.settings = settings;
    }

    /**
     * Writes an answer.
     *
     * @param lifetime how long the operation remembers keys
     */
    void write(PendingAnswer answer, Duration lifetime, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (answer.decision() instanceof Decision.Replay replay) {
            replay(replay.envelope(), response);
        } else if (answer.decision() instanceof Decision.Refuse refusal) {
            refuse(refusal, answer.detail(), lifetime, request, response);
        } else {
            throw new IllegalArgumentException("Not an answer: " + answer);
        }
    }

    /** The status an answer is going to have, as far as it is known yet. */
    int status(PendingAnswer answer) {
        if (answer.decision() instanceof Decision.Replay replay) {
            return replay.envelope().status();
        }
        return answer.decision() instanceof Decision.Refuse refusal
                ? problem(refusal.outcome(), "").status()
                : HttpServletResponse.SC_CONFLICT;
    }

    private static void replay(Envelope envelope, HttpServletResponse response) throws IOException {
        byte[] body = envelope.body();
        if (body == null) {
            throw new IllegalArgumentException("An envelope without a body cannot be replayed");
        }
        response.setStatus(envelope.status());
        for (Header header : envelope.headers()) {
            write(header, response);
        }
        response.setHeader(REPLAYED_HEADER, "true");
        CorsExposure.expose(REPLAYED_HEADER, response);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (body.length > 0) {
            response.getOutputStream().write(body);
        }
    }

    private static void write(Header header, HttpServletResponse response) {
        String name = header.name();
        if (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) {
            response.setContentType(header.value());
        } else if (HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
            response.setContentLengthLong(Long.parseLong(header.value()));
        } else if (SINGLE_VALUED.contains(name.toLowerCase(Locale.ROOT))) {
            response.setHeader(name, header.value());
        } else {
            response.addHeader(name, header.value());
        }
    }

    private void refuse(
            Decision.Refuse refusal,
            String detail,
            Duration lifetime,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Outcome outcome = refusal.outcome();
        Problem problem = problem(outcome, detail);
        begin(refusal, problem, lifetime, response);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        byte[] body = json(problem, outcome, request.getRequestURI(), refusal.stored())
                .getBytes(StandardCharsets.UTF_8);
        response.getOutputStream().write(body);
    }

    /** Sets status and headers of a refusal that is written later: what is sent meanwhile must not pass for a success. */
    void begin(Decision.Refuse refusal, Duration lifetime, HttpServletResponse response) {
        begin(refusal, problem(refusal.outcome(), ""), lifetime, response);
    }

    private Problem problem(Outcome outcome, String detail) {
        return Problem.of(outcome, detail, settings.keyHeader(), settings.keyReusedStatus());
    }

    private static void begin(
            Decision.Refuse refusal, Problem problem, Duration lifetime, HttpServletResponse response) {
        Duration retryAfter = refusal.retryAfter();
        response.setStatus(problem.status());
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(LIFETIME_HEADER, Long.toString(lifetime.toSeconds()));
    }

    /** Written by hand so that it does not depend on how the application set up its converters. */
    private String json(Problem problem, Outcome outcome, String instance, @Nullable Envelope stored) {
        return "{\"type\":" + quote(settings.problemTypeBase() + outcome.code())
                + ",\"title\":" + quote(problem.title())
                + ",\"status\":" + problem.status()
                + ",\"detail\":" + quote(problem.detail())
                + ",\"instance\":" + quote(instance)
                + ",\"code\":" + quote(outcome.code())
                + ",\"retryable\":" + problem.retryable()
                + (problem.newKey() ? ",\"newKey\":true" : "")
                + (stored == null ? "" : ",\"original\":" + json(stored))
                + '}';
    }

    /** What is left of a response whose body was not stored. */
    private static String json(Envelope stored) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : stored.headers()) {
            headers.computeIfAbsent(header.name(), name -> new ArrayList<>()).add(quote(header.value()));
        }
        return headers.entrySet().stream()
                .map(header -> quote(header.getKey()) + ":[" + String.join(",", header.getValue()) + ']')
                .collect(Collectors.joining(",", "{\"status\":" + stored.status() + ",\"headers\":{", "}}"));
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
