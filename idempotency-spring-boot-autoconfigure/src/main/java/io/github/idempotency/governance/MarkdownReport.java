package io.github.idempotency.governance;

import io.github.idempotency.governance.OperationTrends.Trend;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the inventory down for a review. */
final class MarkdownReport {

    private final MutationEndpointInventory inventory;
    private final OperationTrends trends;
    private final StringBuilder text = new StringBuilder();

    MarkdownReport(MutationEndpointInventory inventory, OperationTrends trends) {
        this.inventory = inventory;
        this.trends = trends;
    }

    String text() {
        line("# Mutation endpoints").line("");
        line("%d endpoints: %d idempotent, %d exempt, %d unclassified. Governance: `%s`. Rollout: `%s`; the table shows what holds in `strict`."
                        .formatted(
                                inventory.endpoints().size(),
                                of(Classification.IDEMPOTENT).size(),
                                of(Classification.EXEMPT).size(),
                                of(Classification.UNCLASSIFIED).size(),
                                lowerCase(inventory.mode()),
                                lowerCase(inventory.rollout())))
                .line("");
        unclassified();
        idempotent();
        exempt();
        trends();
        return text.toString();
    }

    private void unclassified() {
        line("## Unclassified").line("");
        if (of(Classification.UNCLASSIFIED).isEmpty()) {
            line("None.").line("");
            return;
        }
        table("endpoint", "handler");
        of(Classification.UNCLASSIFIED).forEach(endpoint -> row(endpoint.mapping(), endpoint.handler()));
        line("");
    }

    private void idempotent() {
        line("## Idempotent").line("");
        table(
                "endpoint",
                "operation",
                "risk",
                "key",
                "justification",
                "retention",
                "payload",
                "replay",
                "conflict",
                "observability");
        for (MutationEndpoint endpoint : of(Classification.IDEMPOTENT)) {
            EndpointChecklist checklist = Objects.requireNonNull(endpoint.checklist());
            row(
                    endpoint.mapping(),
                    checklist.operation(),
                    checklist.risk(),
                    checklist.key(),
                    checklist.justification(),
                    checklist.retention(),
                    checklist.payload(),
                    checklist.replay(),
                    checklist.conflict(),
                    checklist.observability());
        }
        line("");
    }

    private void exempt() {
        line("## Exempt").line("");
        table("endpoint", "handler", "reason");
        of(Classification.EXEMPT)
                .forEach(endpoint -> row(endpoint.mapping(), endpoint.handler(), endpoint.exemption()));
        line("");
        if (!inventory.unusedExemptions().isEmpty()) {
            line("Exemptions that match no endpoint, to be removed: "
                            + inventory.unusedExemptions().stream()
                                    .map(pattern -> '`' + pattern + '`')
                                    .collect(Collectors.joining(", ")))
                    .line("");
        }
    }

    private void trends() {
        List<String> operations = of(Classification.IDEMPOTENT).stream()
                .map(endpoint -> Objects.requireNonNull(endpoint.checklist()).operation())
                .distinct()
                .sorted()
                .filter(operation -> trends.of(operation).isPresent())
                .toList();
        if (operations.isEmpty()) {
            return;
        }
        line("## Trends").line("");
        table("operation", "period", "requests", "conflicts", "conflicts before", "stored bytes", "bytes before");
        for (String operation : operations) {
            Optional<Trend> trend = trends.of(operation);
            trend.ifPresent(figures -> row(
                    operation,
                    figures.period(),
                    String.valueOf(figures.requests()),
                    share(figures.conflicts(), figures.requests()),
                    share(figures.earlierConflicts(), figures.earlierRequests()),
                    String.valueOf(figures.storedBytes()),
                    String.valueOf(figures.earlierBytes())));
        }
        line("");
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%d (%.2f %%)", part, 100.0 * part / whole);
    }

    private List<MutationEndpoint> of(Classification classification) {
        return inventory.endpoints(classification);
    }

    private void table(String... columns) {
        row(columns);
        line("|---".repeat(columns.length) + '|');
    }

    private void row(@Nullable String... cells) {
        line(Stream.of(cells).map(MarkdownReport::cell).collect(Collectors.joining(" | ", "| ", " |")));
    }

    /** Reasons are free text, and braces and pipes occur in patterns. */
    private static String cell(@Nullable String value) {
        return String.valueOf(value)
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private MarkdownReport line(String line) {
        text.append(line).append('\n');
        return this;
    }
}
