package io.github.idempotency.autoconfigure;

import io.github.idempotency.core.policy.UnknownOperationsException;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

class UnknownOperationsFailureAnalyzer extends AbstractFailureAnalyzer<UnknownOperationsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownOperationsException cause) {
        String description = cause.unknown().stream()
                .map(name -> "The properties idempotency.endpoints.[" + name
                        + "].* are set, but there is no operation '" + name + "'." + suggestion(name, cause.known()))
                .collect(Collectors.joining(System.lineSeparator()));
        return new FailureAnalysis(
                description, "Correct the name or remove the properties. " + operations(cause.known()), cause);
    }

    private static String suggestion(String name, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)))
                .filter(candidate -> EditDistance.between(name, candidate) <= candidate.length() / 2)
                .map(candidate -> " Did you mean '" + candidate + "'?")
                .orElse("");
    }

    private static String operations(Set<String> known) {
        if (known.isEmpty()) {
            return "No handler method is annotated with @Idempotent.";
        }
        return known.stream().collect(Collectors.joining("', '", "The operations are '", "'."));
    }
}
