package io.github.idempotency.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a server answered to an attempt, as far as it decides on another one.
 *
 * @param status  the status
 * @param headers the headers
 * @param problem the beginning of the problem details, null if the body is none
 */
record Answer(int status, HttpHeaders headers, @Nullable String problem) {

    boolean isError() {
        return status >= 400;
    }

    /** Whether an exception that carries these headers was made from this answer, rather than from another one like it. */
    boolean hasHeaders(@Nullable HttpHeaders others) {
        return others != null
                && headers.headerNames().size() == others.headerNames().size()
                && headers.headerNames().stream().allMatch(name -> Objects.equals(headers.get(name), others.get(name)));
    }
}
