package io.github.idempotency.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Comes before Spring Boot's, which says that a property was left unbound and not which one was meant. */
@Order(0)
class UnknownPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("idempotency");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
        List<ConfigurationProperty> unknown = cause.getUnboundProperties().stream()
                .filter(property -> PREFIX.isAncestorOf(property.getName()))
                .toList();
        if (unknown.isEmpty()) {
            return null;
        }
        PropertyNames names = new PropertyNames();
        return new FailureAnalysis(
                unknown.stream()
                        .map(property -> sentence(property, names))
                        .collect(Collectors.joining(System.lineSeparator())),
                "Correct or remove what is set under a wrong name. The reference lists all properties.",
                cause);
    }

    /** Without the value: what has a wrong name may still be a secret. */
    private static String sentence(ConfigurationProperty property, PropertyNames names) {
        String origin = property.getOrigin() == null ? "" : " (set in " + property.getOrigin() + ')';
        List<String> meant = names.like(property.getName());
        return "idempotency has no property '" + property.getName() + "'" + origin + '.'
                + (meant.isEmpty()
                        ? ""
                        : meant.stream().collect(Collectors.joining("' or '", " Did you mean '", "'?")));
    }
}
