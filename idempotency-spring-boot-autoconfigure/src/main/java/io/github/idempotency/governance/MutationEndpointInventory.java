package io.github.idempotency.governance;

import io.github.idempotency.core.policy.Rollout;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Every mutation endpoint of the application as it was at start: handler methods that serve POST, PUT, PATCH or DELETE, and
 * functional routes that do. Spring Boot's error controller, Actuator and springdoc are not the application's.
 *
 * <p>A build may ask for what {@link GovernanceMode#FAIL} asks for at start:
 *
 * <pre>{@code
 * @Test
 * void everyMutationEndpointIsClassified(@Autowired MutationEndpointInventory inventory) {
 *     inventory.assertClassified();
 * }
 * }</pre>
 */
public final class MutationEndpointInventory {

    private final GovernanceMode mode;
    private final Rollout rollout;
    private final List<MutationEndpoint> endpoints;
    private final List<String> unusedExemptions;

    MutationEndpointInventory(
            GovernanceMode mode, Rollout rollout, List<MutationEndpoint> endpoints, List<String> unusedExemptions) {
        this.mode = mode;
        this.rollout = rollout;
        this.endpoints = endpoints.stream()
                .sorted(Comparator.comparing(MutationEndpoint::pattern)
                        .thenComparing(MutationEndpoint::httpMethod)
                        .thenComparing(MutationEndpoint::handler))
                .toList();
        this.unusedExemptions = List.copyOf(unusedExemptions);
    }

    /** What is done about unclassified endpoints. */
    public GovernanceMode mode() {
        return mode;
    }

    /** Phase of the rollout. */
    public Rollout rollout() {
        return rollout;
    }

    /** All endpoints, sorted by pattern, method and handler. */
    public List<MutationEndpoint> endpoints() {
        return endpoints;
    }

    /** The endpoints of a classification, in the same order. */
    public List<MutationEndpoint> endpoints(Classification classification) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.classification() == classification)
                .toList();
    }

    /** The patterns of {@code idempotency.exempt} that match no endpoint, sorted. */
    public List<String> unusedExemptions() {
        return unusedExemptions;
    }

    /**
     * Fails a test while an endpoint is unclassified, whatever the mode is.
     *
     * @throws AssertionError naming each such endpoint
     */
    public void assertClassified() {
        List<MutationEndpoint> unclassified = endpoints(Classification.UNCLASSIFIED);
        if (!unclassified.isEmpty()) {
            throw new AssertionError(unclassified.stream()
                    .map(endpoint -> System.lineSeparator() + "  " + endpoint.mapping() + " - " + endpoint.handler())
                    .collect(Collectors.joining(
                            "",
                            "Expected every mutation endpoint to be annotated with @Idempotent or @NotIdempotent, or to be"
                                    + " exempt by idempotency.exempt, but these are not:",
                            "")));
        }
    }

    /** The inventory as Markdown, for a review; the same text for the same application and configuration. */
    public String toMarkdown() {
        return toMarkdown(OperationTrends.NONE);
    }

    /**
     * The inventory as Markdown, with figures of the period under review.
     *
     * @param trends gives the figures
     */
    public String toMarkdown(OperationTrends trends) {
        return new MarkdownReport(this, trends).text();
    }
}
