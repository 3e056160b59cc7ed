package io.github.idempotency.core.policy;

import io.github.idempotency.RiskClass;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One source of policies, and how a reader finds a value in it.
 *
 * @param overrides what the source says
 * @param builtIn   whether it is the built-in column
 * @param naming    from the property's short name ({@code result-retention}) to where it is set
 */
record PolicySource(PolicyOverrides overrides, boolean builtIn, UnaryOperator<String> naming) {

    static PolicySource endpoint(String operation, PolicyOverrides overrides) {
        return new PolicySource(overrides, false, property -> endpointProperty(operation, property));
    }

    static PolicySource annotation(String operation, PolicyOverrides overrides) {
        return new PolicySource(
                overrides, false, property -> attribute(property) + " of @Idempotent on operation '" + operation + "'");
    }

    static PolicySource riskClass(RiskClass risk, PolicyOverrides overrides) {
        return new PolicySource(
                overrides,
                false,
                property -> "idempotency.risk-classes." + risk.name().toLowerCase(Locale.ROOT) + '.' + property);
    }

    static PolicySource builtIn(RiskClass risk) {
        return new PolicySource(
                BuiltInPolicies.of(risk),
                true,
                property -> property + " (default of risk class " + risk.name().toLowerCase(Locale.ROOT) + ')');
    }

    String where(String property) {
        return naming.apply(property);
    }

    /** The property of an endpoint, in the brackets that Spring Boot asks for if the name is not a plain one. */
    static String endpointProperty(String operation, String property) {
        String key = operation.matches("[A-Za-z0-9-]+") ? '.' + operation : ".[" + operation + ']';
        return "idempotency.endpoints" + key + '.' + property;
    }

    private static String attribute(String property) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < property.length(); i++) {
            char c = property.charAt(i);
            name.append(c == '-' ? Character.toUpperCase(property.charAt(++i)) : c);
        }
        return name.toString();
    }
}
