package io.github.idempotency.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import java.util.List;

/** The schema of the library's problem details, kept once among the components. */
final class ProblemSchema {

    private static final String NAME = "IdempotencyProblem";

    private ProblemSchema() {}

    static void addTo(OpenAPI openApi) {
        if (openApi.getComponents() == null) {
            openApi.setComponents(new Components());
        }
        Components components = openApi.getComponents();
        if (components.getSchemas() == null || !components.getSchemas().containsKey(NAME)) {
            components.addSchemas(NAME, schema());
        }
    }

    static Content content() {
        Schema<?> schema = new Schema<>();
        schema.set$ref("#/components/schemas/" + NAME);
        return new Content().addMediaType("application/problem+json", new MediaType().schema(schema));
    }

    private static Schema<?> schema() {
        Schema<?> schema = Schemas.of("object");
        schema.setDescription(
                "Problem details (RFC 9457) of a request that was not carried out because of its idempotency key.");
        schema.addProperty("type", uri());
        schema.addProperty("title", Schemas.of("string"));
        schema.addProperty("status", Schemas.of("integer"));
        schema.addProperty("detail", described("string", "What happened, and what to do."));
        schema.addProperty("instance", uri());
        schema.addProperty("code", described("string", "What happened, for programs."));
        schema.addProperty(
                "retryable", described("boolean", "Whether the same request with the same key may succeed later."));
        schema.addProperty("newKey", described("boolean", "Present and true where a new key is the remedy."));
        schema.setRequired(List.of("type", "title", "status", "detail", "instance", "code", "retryable"));
        return schema;
    }

    private static Schema<?> uri() {
        Schema<?> schema = Schemas.of("string");
        schema.setFormat("uri-reference");
        return schema;
    }

    private static Schema<?> described(String type, String description) {
        Schema<?> schema = Schemas.of(type);
        schema.setDescription(description);
        return schema;
    }
}
