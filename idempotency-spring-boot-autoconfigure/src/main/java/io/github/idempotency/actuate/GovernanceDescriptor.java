package io.github.idempotency.actuate;

import io.github.idempotency.governance.Classification;
import io.github.idempotency.governance.EndpointChecklist;
import io.github.idempotency.governance.MutationEndpoint;
import io.github.idempotency.governance.MutationEndpointInventory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mutation endpoints of the application as they were at start.
 *
 * @param mode             what is done about unclassified endpoints at start: {@code off}, {@code report} or {@code fail}
 * @param counts           number of endpoints by classification
 * @param unclassified     method and pattern of those that are neither annotated nor exempt
 * @param unusedExemptions patterns of {@code idempotency.exempt} that match no endpoint
 * @param endpoints        all endpoints, sorted by pattern and method
 */
public record GovernanceDescriptor(
        String mode,
        Map<String, Integer> counts,
        List<String> unclassified,
        List<String> unusedExemptions,
        List<EndpointDescriptor> endpoints) {

    static GovernanceDescriptor of(MutationEndpointInventory inventory) {
        return new GovernanceDescriptor(
                inventory.mode().name().toLowerCase(Locale.ROOT),
                Stream.of(Classification.values())
                        .collect(Collectors.toMap(
                                Classification::code,
                                classification ->
                                        inventory.endpoints(classification).size(),
                                Integer::sum,
                                LinkedHashMap::new)),
                inventory.endpoints(Classification.UNCLASSIFIED).stream()
                        .map(MutationEndpoint::mapping)
                        .toList(),
                inventory.unusedExemptions(),
                inventory.endpoints().stream().map(EndpointDescriptor::of).toList());
    }

    /**
     * A mutation endpoint.
     *
     * @param endpoint       method and pattern
     * @param handler        class, method and types of its parameters; for a functional route its predicate
     * @param classification {@code idempotent}, {@code exempt} or {@code unclassified}
     * @param exemption      why it is exempt; null unless it is
     * @param checklist      what was decided; null unless it is idempotent
     */
    public record EndpointDescriptor(
            String endpoint,
            String handler,
            String classification,
            @Nullable String exemption,
            @Nullable EndpointChecklist checklist) {

        static EndpointDescriptor of(MutationEndpoint endpoint) {
            return new EndpointDescriptor(
                    endpoint.mapping(),
                    endpoint.handler(),
                    endpoint.classification().code(),
                    endpoint.exemption(),
                    endpoint.checklist());
        }
    }
}
