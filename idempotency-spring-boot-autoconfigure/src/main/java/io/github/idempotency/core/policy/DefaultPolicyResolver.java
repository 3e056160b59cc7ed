package io.github.idempotency.core.policy;

import io.github.idempotency.RiskClass;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Resolves policies from properties, annotation and built-in defaults.
 *
 * <p>Bounds: {@code lease} 1 s to 1 h, {@code retention} 1 s to 3650 d and not below {@code lease}, {@code result-retention}
 * 0 to {@code retention}, {@code wait-timeout} 1 ms to 1 min, sizes 1 B to 1 GB. Where {@code retention} is set below the
 * built-in {@code result-retention}, the result is kept as long as the key.
 */
public final class DefaultPolicyResolver implements PolicyResolver {

    private final Map<String, EndpointOverrides> endpoints;
    private final Map<RiskClass, PolicyOverrides> riskClasses;

    /**
     * Creates a resolver, and checks each value it is given.
     *
     * @param endpoints   overrides by operation
     * @param riskClasses overrides by risk class
     * @throws InvalidPolicyException if a value is out of its bounds
     */
    public DefaultPolicyResolver(
            Map<String, EndpointOverrides> endpoints, Map<RiskClass, PolicyOverrides> riskClasses) {
        this.endpoints = Map.copyOf(endpoints);
        this.riskClasses = Map.copyOf(riskClasses);
        this.endpoints.forEach(
                (operation, overrides) -> PolicyBounds.check(PolicySource.endpoint(operation, overrides.policy())));
        this.riskClasses.forEach((risk, overrides) -> PolicyBounds.check(PolicySource.riskClass(risk, overrides)));
    }

    @Override
    public OperationPolicy resolve(String operation, RiskClass risk, PolicyOverrides annotation) {
        EndpointOverrides endpoint =
                endpoints.getOrDefault(operation, new EndpointOverrides(null, PolicyOverrides.NONE));
        RiskClass effectiveRisk = endpoint.risk() == null ? risk : endpoint.risk();
        PolicySource annotated = PolicySource.annotation(operation, annotation);
        PolicyBounds.check(annotated);
        return new Sources(List.of(
                        PolicySource.endpoint(operation, endpoint.policy()),
                        annotated,
                        PolicySource.riskClass(
                                effectiveRisk, riskClasses.getOrDefault(effectiveRisk, PolicyOverrides.NONE)),
                        PolicySource.builtIn(effectiveRisk)))
                .policy(effectiveRisk);
    }

    /**
     * The operations that have properties and do not exist.
     *
     * @param knownOperations names of all operations
     */
    public Set<String> unknownEndpoints(Set<String> knownOperations) {
        Set<String> unknown = new TreeSet<>(endpoints.keySet());
        unknown.removeAll(knownOperations);
        return unknown;
    }

    /** The sources of one operation, the strongest first. */
    private record Sources(List<PolicySource> sources) {

        OperationPolicy policy(RiskClass risk) {
            return new OperationPolicy(
                    risk,
                    value(PolicyOverrides::key),
                    value(PolicyOverrides::execution),
                    value(PolicyOverrides::payloadMatch),
                    value(PolicyOverrides::payloadHash),
                    normalized(value(PolicyOverrides::fingerprintHeaders)),
                    value(PolicyOverrides::onStoreFailure),
                    value(PolicyOverrides::onAbandoned),
                    value(PolicyOverrides::onError),
                    value(PolicyOverrides::inFlight),
                    value(PolicyOverrides::waitTimeout),
                    value(PolicyOverrides::lease),
                    retention(),
                    resultRetention(),
                    value(PolicyOverrides::maxRequestSize),
                    value(PolicyOverrides::maxResponseSize),
                    normalized(value(PolicyOverrides::storedHeaders)),
                    value(PolicyOverrides::storedBody));
        }

        private Duration retention() {
            Duration retention = value(PolicyOverrides::retention);
            if (retention.compareTo(value(PolicyOverrides::lease)) < 0) {
                throw contradiction(
                        "retention", PolicyOverrides::retention, "is shorter than", "lease", PolicyOverrides::lease);
            }
            return retention;
        }

        private Duration resultRetention() {
            Duration retention = value(PolicyOverrides::retention);
            Duration resultRetention = value(PolicyOverrides::resultRetention);
            if (resultRetention.compareTo(retention) <= 0) {
                return resultRetention;
            }
            if (source(PolicyOverrides::resultRetention).builtIn()) {
                return retention;
            }
            throw contradiction(
                    "result-retention",
                    PolicyOverrides::resultRetention,
                    "is longer than",
                    "retention",
                    PolicyOverrides::retention);
        }

        private InvalidPolicyException contradiction(
                String property,
                Function<PolicyOverrides, @Nullable Duration> getter,
                String relation,
                String otherProperty,
                Function<PolicyOverrides, @Nullable Duration> otherGetter) {
            String where = source(getter).where(property);
            String otherWhere = source(otherGetter).where(otherProperty);
            return new InvalidPolicyException(
                    where + " is " + PropertyText.of(value(getter)) + ", which " + relation + ' ' + otherWhere + ": "
                            + PropertyText.of(value(otherGetter)) + '.',
                    "Change " + where + " or set " + sources.get(0).where(otherProperty) + '.');
        }

        private <T> T value(Function<PolicyOverrides, @Nullable T> getter) {
            return Objects.requireNonNull(getter.apply(source(getter).overrides()));
        }

        private <T> PolicySource source(Function<PolicyOverrides, @Nullable T> getter) {
            return sources.stream()
                    .filter(source -> getter.apply(source.overrides()) != null)
                    .findFirst()
                    .orElseThrow();
        }

        private static List<String> normalized(List<String> headers) {
            return headers.stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
