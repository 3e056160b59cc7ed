package io.github.idempotency.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

class UnprotectedMethodsFailureAnalyzer extends AbstractFailureAnalyzer<UnprotectedMethodsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnprotectedMethodsException cause) {
        return new FailureAnalysis(
                "@Idempotent has no effect on these methods, and duplicates of a request would run:\n\n- "
                        + String.join("\n- ", cause.methods()),
                "Move @Idempotent to the handler method of a @Controller or @RestController that Spring MVC's own mapping"
                        + " (bean 'requestMappingHandlerMapping') maps and through which the requests come in, use"
                        + " the bean IdempotentRoutes for functional endpoints, or remove the annotation.",
                cause);
    }
}
