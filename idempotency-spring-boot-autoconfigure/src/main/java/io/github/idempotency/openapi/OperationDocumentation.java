package io.github.idempotency.openapi;

import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.Rollout;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds to an operation what is not documented yet. */
final class OperationDocumentation {

    private static final String REPLAYED = "Idempotent-Replayed";

    private final OpenApiSettings settings;
    private final KeyParameter key;
    private final ProblemResponses problems;

    OperationDocumentation(OpenApiSettings settings) {
        this.settings = settings;
        this.key = new KeyParameter(settings);
        this.problems = new ProblemResponses(settings);
    }

    /**
     * Documents an operation.
     *
     * @param policies one, or several if the handler stands for several operations
     */
    void addTo(Operation operation, List<OperationPolicy> policies, OpenAPI openApi) {
        boolean required = policies.stream().allMatch(settings.rollout()::demandsKey);
        key.addTo(operation, required, policies);
        KeyUse.mark(operation, required ? KeyUse.REQUIRED : KeyUse.OPTIONAL);
        if (settings.rollout() == Rollout.OBSERVE) {
            return;
        }
        if (operation.getResponses() == null) {
            operation.setResponses(new ApiResponses());
        }
        ApiResponses responses = operation.getResponses();
        responses.replaceAll((status, response) -> status.startsWith("2") ? tellingReplays(response) : response);
        problems.of(policies).forEach((status, response) -> {
            if (responses.putIfAbsent(status, response) == null) {
                ProblemSchema.addTo(openApi);
            }
        });
    }

    /** Marks an operation that mutates and has no protection of ours; what documents a key of its own may have its own. */
    void addToUnprotected(Operation operation) {
        if (!key.isDocumented(operation)) {
            KeyUse.mark(operation, KeyUse.NONE);
        }
    }

    /** A copy: responses may be shared with operations that are not idempotent. */
    private static ApiResponse tellingReplays(ApiResponse response) {
        Map<String, Header> headers = new LinkedHashMap<>();
        if (response.getHeaders() != null) {
            headers.putAll(response.getHeaders());
        }
        if (response.get$ref() != null || headers.keySet().stream().anyMatch(REPLAYED::equalsIgnoreCase)) {
            return response;
        }
        headers.put(REPLAYED, replayed());
        ApiResponse copy = new ApiResponse();
        copy.setDescription(response.getDescription());
        copy.setHeaders(headers);
        copy.setContent(response.getContent());
        copy.setLinks(response.getLinks());
        copy.setExtensions(response.getExtensions());
        return copy;
    }

    private static Header replayed() {
        Schema<?> schema = Schemas.of("boolean");
        return new Header()
                .description("Present and true if this is the stored response of an earlier request with the same key.")
                .schema(schema);
    }
}
