package io.github.idempotency.governance;

import org.jspecify.annotations.Nullable;

/**
 * One way to change something: a handler under one HTTP method and one route pattern.
 *
 * @param httpMethod     {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE}; a handler that is mapped without a method
 *                       has an endpoint for each; {@code ANY} for a functional route without one
 * @param pattern        route pattern
 * @param handler        class, method and types of its parameters; for a functional route its predicate
 * @param classification whether somebody has decided about it
 * @param exemption      why it is exempt; null unless it is
 * @param checklist      what was decided; null unless it is idempotent
 */
public record MutationEndpoint(
        String httpMethod,
        String pattern,
        String handler,
        Classification classification,
        @Nullable String exemption,
        @Nullable EndpointChecklist checklist) {

    /** Method and pattern, such as {@code POST /payments}. */
    public String mapping() {
        return httpMethod + ' ' + pattern;
    }
}
