package io.github.idempotency.client;

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
}
