package io.github.idempotency.openapi;

import io.swagger.v3.oas.models.media.Schema;
import java.util.Set;

/** Schemas that are the same in OpenAPI 3.0, which has one type, and 3.1, which has a set of them. */
final class Schemas {

    private Schemas() {}

    static Schema<?> of(String type) {
        Schema<?> schema = new Schema<>();
        schema.setType(type);
        schema.setTypes(Set.of(type));
        return schema;
    }
}
