package io.github.idempotency.openapi;

import io.github.idempotency.core.KeyFormat;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import org.jspecify.annotations.Nullable;

/** The header parameter that carries the key. It has no example, which clients would copy and so share a key. */
final class KeyParameter {

    private final OpenApiSettings settings;

    KeyParameter(OpenApiSettings settings) {
        this.settings = settings;
    }

    void addTo(Operation operation, boolean required) {
        if (!isDocumented(operation)) {
            operation.addParametersItem(new HeaderParameter()
                    .name(settings.keyHeader())
                    .required(required)
                    .description(description(required))
                    .schema(schema()));
        }
    }

    private boolean isDocumented(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> "header".equals(parameter.getIn())
                                && settings.keyHeader().equalsIgnoreCase(parameter.getName()));
    }

    private String description(boolean required) {
        return "Makes the request safe to retry: a unique value, such as a UUID, and the same one with every retry of the request."
                + (required ? "" : " Without it the request is not protected against being carried out twice.");
    }

    /** The header as it is sent: the quotes of a quoted key count, escapes within them are not foreseen. */
    private Schema<?> schema() {
        boolean quoted = settings.keyFormat() == KeyFormat.STRICT;
        Schema<?> schema = Schemas.of("string");
        schema.setMinLength(settings.minLength() + (quoted ? 2 : 0));
        schema.setMaxLength(settings.maxLength() + 2);
        String key = key(settings.pattern(), quoted);
        schema.setPattern(quoted ? "^\"" + key + "\"$" : "^\"?" + key + "\"?$");
        return schema;
    }

    private static String key(@Nullable String pattern, boolean quoted) {
        if (pattern == null) {
            return quoted ? "[!#-\\[\\]-~]+" : "[!#-+\\--:<-~]+";
        }
        String inner = pattern.startsWith("^") ? pattern.substring(1) : pattern;
        boolean anchored = inner.endsWith("$") && !inner.endsWith("\\$");
        return "(?:" + (anchored ? inner.substring(0, inner.length() - 1) : inner) + ")";
    }
}
