package io.github.idempotency.openapi;

import io.swagger.v3.oas.models.Operation;

/** What an operation that mutates does with keys, as an extension for linters and generators to read. */
enum KeyUse {
    REQUIRED("required"),
    OPTIONAL("optional"),
    NONE("none");

    private static final String EXTENSION = "x-idempotency-key";

    private static final String WARNING =
            "Not protected against retries: a repeated request is carried out again, whatever key it has.";

    private final String text;

    KeyUse(String text) {
        this.text = text;
    }

    /** Marks an operation, and warns readers of one that is not protected; an extension the application set stays. */
    static void mark(Operation operation, KeyUse use) {
        if (operation.getExtensions() != null && operation.getExtensions().containsKey(EXTENSION)) {
            return;
        }
        operation.addExtension(EXTENSION, use.text);
        if (use == NONE) {
            String description = operation.getDescription();
            operation.setDescription(
                    description == null || description.isBlank() ? WARNING : description + "\n\n" + WARNING);
        }
    }
}
