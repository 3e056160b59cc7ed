package io.github.idempotency.autoconfigure;

import io.github.idempotency.governance.UnclassifiedEndpointsException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

class UnclassifiedEndpointsFailureAnalyzer extends AbstractFailureAnalyzer<UnclassifiedEndpointsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnclassifiedEndpointsException cause) {
        String endpoints = cause.endpoints().stream()
                .map(endpoint -> System.lineSeparator() + "    - " + endpoint.mapping() + ": " + endpoint.handler())
                .collect(Collectors.joining());
        return new FailureAnalysis(
                "With idempotency.governance=fail every mutation endpoint has to be classified, and these are not:"
                        + endpoints,
                "Annotate each handler with @Idempotent, or with @NotIdempotent(\"<reason>\") if a duplicate does no harm. What"
                        + " cannot be annotated is exempt by idempotency.exempt.["
                        + cause.endpoints().get(0).mapping() + "]=<reason>.",
                cause);
    }
}
