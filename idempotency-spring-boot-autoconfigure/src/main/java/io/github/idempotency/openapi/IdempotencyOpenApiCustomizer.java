package io.github.idempotency.openapi;

import io.github.idempotency.core.policy.OperationPolicy;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.core.Ordered;

/**
 * Documents idempotent operations: the key header, {@code Idempotent-Replayed} on success responses, and the problems a client
 * may get. Other operations that mutate are marked as unprotected. What the application documents itself, in annotations or in
 * customizers of its own, stays as it is: this one comes last. Safe methods, those of idempotent handlers included, are left
 * alone.
 */
public final class IdempotencyOpenApiCustomizer implements GlobalOpenApiCustomizer, Ordered {

    private static final Set<HttpMethod> SAFE_METHODS =
            EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final OperationDocumentation documentation;

    /**
     * Creates a customizer.
     *
     * @param settings what is configured for all operations
     */
    public IdempotencyOpenApiCustomizer(OpenApiSettings settings) {
        this.documentation = new OperationDocumentation(settings);
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customise(OpenAPI openApi) {
        if (openApi.getPaths() == null) {
            return;
        }
        openApi.getPaths().values().forEach(path -> customise(path, openApi));
    }

    private void customise(PathItem path, OpenAPI openApi) {
        path.readOperationsMap().forEach((method, operation) -> {
            List<OperationPolicy> policies = IdempotentOperationMarker.unmark(operation);
            if (SAFE_METHODS.contains(method)) {
                return;
            }
            if (policies == null) {
                documentation.addToUnprotected(operation);
            } else {
                documentation.addTo(operation, policies, openApi);
            }
        });
    }
}
