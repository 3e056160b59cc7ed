package io.github.idempotency.client;

import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * What a client knows of a call before its first attempt.
 *
 * @param content   where the call goes and what it sends, equal for calls that are the same; asked for only where it matters
 * @param exception tells whether an exception was made from an answer
 */
record CallTraits(
        HttpMethod method,
        URI uri,
        HttpHeaders headers,
        Map<String, Object> attributes,
        Supplier<Object> content,
        AnswerException exception) {

    /** Tells whether an exception of the client was made from an answer. */
    @FunctionalInterface
    interface AnswerException {
        boolean isOf(Throwable exception, Answer answer);
    }
}
