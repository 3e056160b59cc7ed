package io.github.idempotency.governance;

import java.util.List;
import java.util.stream.Collectors;

/** Mutation endpoints are neither annotated nor exempt; stops the start of the application. */
public class UnclassifiedEndpointsException extends RuntimeException {

    private final List<MutationEndpoint> endpoints;

    public UnclassifiedEndpointsException(List<MutationEndpoint> endpoints) {
        super(endpoints.stream()
                .map(endpoint -> endpoint.mapping() + " (" + endpoint.handler() + ')')
                .collect(Collectors.joining(", ", "Mutation endpoints are neither idempotent nor exempt: ", "")));
        this.endpoints = List.copyOf(endpoints);
    }

    /** The unclassified endpoints, sorted by pattern. */
    public List<MutationEndpoint> endpoints() {
        return endpoints;
    }
}
