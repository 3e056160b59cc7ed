package io.github.idempotency.docs;

import io.github.idempotency.RiskClass;
import io.github.idempotency.core.policy.DefaultPolicyResolver;
import io.github.idempotency.core.policy.OperationPolicy;
import io.github.idempotency.core.policy.PolicyOverrides;
import io.github.idempotency.core.policy.PropertyText;
import io.github.idempotency.core.policy.TransactionSettings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of what is decided for each operation. The metadata does not have it: these are values of maps. */
final class PolicyTable {

    private static final Pattern PARAMETER = Pattern.compile("@param (\\w+) +([^@]+?)(?=\\n *\\* @|\\n *\\*/)");

    private final Map<String, String> descriptions = new TreeMap<>();
    private final List<OperationPolicy> policies = Stream.of(RiskClass.values())
            .map(risk -> new DefaultPolicyResolver(Map.of(), Map.of()).resolve("any", risk, PolicyOverrides.NONE))
            .toList();

    /** @param source the source of the properties */
    PolicyTable(String source) {
        int end = source.indexOf("public record Policy(");
        Matcher parameter = PARAMETER.matcher(source.substring(source.lastIndexOf("/**", end), end));
        while (parameter.find()) {
            descriptions.put(parameter.group(1), parameter.group(2).replaceAll("\\s*\\n *\\* *", " "));
        }
    }

    String toAsciiDoc() {
        StringBuilder text = new StringBuilder("\n== ")
                .append(PropertiesPage.code("idempotency.endpoints.<operation>.*"))
                .append(" and ")
                .append(PropertiesPage.code("idempotency.risk-classes.<class>.*"))
                .append(
                        "\n\nWhat an operation says goes before its annotation, and that before what is said for its risk class;")
                .append(" the defaults of the four classes are the last. The operation's")
                .append(" `risk` decides the class; `justification` is for reviews.\n\n")
                .append("[cols=\"3,4,2,2,2,2,6\",options=\"header\"]\n|===\n|property |type ");
        Stream.of(RiskClass.values())
                .forEach(risk -> text.append('|')
                        .append(PropertiesPage.code(PropertyText.of(risk)))
                        .append(' '));
        text.append("|\n");
        for (RecordComponent component : OperationPolicy.class.getRecordComponents()) {
            // What a handler declares of its transaction is no property.
            if (component.getType() != RiskClass.class && component.getType() != TransactionSettings.class) {
                text.append(row(component));
            }
        }
        return text.append("|===\n").toString();
    }

    private String row(RecordComponent component) {
        String description = descriptions.get(component.getName());
        if (description == null) {
            throw new IllegalStateException("No description of policies' " + component.getName());
        }
        List<String> cells = new ArrayList<>();
        cells.add(PropertiesPage.code(
                component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
        cells.add(type(component));
        policies.forEach(policy -> cells.add(value(component, policy)));
        cells.add(description.replace("|", "{vbar}"));
        return cells.stream().collect(Collectors.joining(" |", "|", "\n"));
    }

    private static String type(RecordComponent component) {
        return component.getType() == long.class
                ? "DataSize"
                : PropertiesPage.type(component.getGenericType().getTypeName());
    }

    private static String value(RecordComponent component, OperationPolicy policy) {
        try {
            Object value = component.getAccessor().invoke(policy);
            if (value instanceof Duration duration) {
                return PropertiesPage.code(PropertyText.of(duration));
            }
            if (value instanceof Enum<?> constant) {
                return PropertiesPage.code(PropertyText.of(constant));
            }
            if (value instanceof Collection<?> values) {
                return values.stream()
                        .map(element -> PropertiesPage.code(String.valueOf(element)))
                        .collect(Collectors.joining(", "));
            }
            return PropertiesPage.code(PropertyText.ofBytes((Long) value));
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
