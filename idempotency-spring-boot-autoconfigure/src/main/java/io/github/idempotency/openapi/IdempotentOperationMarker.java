package io.github.idempotency.openapi;

import io.github.idempotency.core.policy.OperationPolicy;
import io.swagger.v3.oas.models.Operation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.web.method.HandlerMethod;

/**
 * Notes which operations of the document are served by idempotent handlers, for {@link IdempotencyOpenApiCustomizer} to read:
 * only here is the handler known, and only there the HTTP method.
 */
public final class IdempotentOperationMarker implements GlobalOperationCustomizer {

    private static final String MARK = "x-idempotency-policies";

    private final Function<HandlerMethod, List<OperationPolicy>> policies;

    /**
     * Creates a marker.
     *
     * @param policies the policies of a handler, one for each of its operations; none if it is not idempotent
     */
    public IdempotentOperationMarker(Function<HandlerMethod, List<OperationPolicy>> policies) {
        this.policies = policies;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        List<OperationPolicy> found = policies.apply(handler);
        if (!found.isEmpty()) {
            operation.addExtension(MARK, new Mark(found));
        }
        return operation;
    }

    /** Takes the mark off an operation; null if it has none. */
    static @Nullable List<OperationPolicy> unmark(Operation operation) {
        if (operation.getExtensions() == null || !(operation.getExtensions().remove(MARK) instanceof Mark mark)) {
            return null;
        }
        if (operation.getExtensions().isEmpty()) {
            operation.setExtensions(null);
        }
        return mark.policies();
    }

    private record Mark(List<OperationPolicy> policies) {}
}
