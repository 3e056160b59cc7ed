package io.github.idempotency.openapi;

import io.github.idempotency.core.KeyFormat;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.Rollout;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header parameter that carries the key. It has no example, which clients would copy and so share a key. */
final class KeyParameter {

    private final OpenApiSettings settings;

    KeyParameter(OpenApiSettings settings) {
        this.settings = settings;
    }

    /**
     * Documents the header.
     *
     * @param policies those of the operation; the shortest lifetime counts
     */
    void addTo(Operation operation, boolean required, List<OperationPolicy> policies) {
        if (!isDocumented(operation)) {
            operation.addParametersItem(new HeaderParameter()
                    .name(settings.keyHeader())
                    .required(required)
                    .description(description(required, policies))
                    .schema(schema()));
        }
    }

    /** Whether the application documents the header itself. */
    boolean isDocumented(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> "header".equals(parameter.getIn())
                                && settings.keyHeader().equalsIgnoreCase(parameter.getName()));
    }

    private String description(boolean required, List<OperationPolicy> policies) {
        return "Makes the request safe to retry: a unique value, such as a UUID, and the same one with every retry of the request."
                + (required ? "" : " Without it the request is not protected against being carried out twice.")
                + (settings.keyFormat() == KeyFormat.STRICT
                        ? " Sent as a quoted string (RFC 9651)."
                        : " Sent as a quoted string (RFC 9651) or bare; both are the same key.")
                + (settings.rollout() == Rollout.OBSERVE ? "" : " " + KeyLifetime.of(policies));
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
