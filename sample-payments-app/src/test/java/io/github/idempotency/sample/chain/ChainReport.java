package io.github.idempotency.sample.chain;

import io.github.idempotency.sample.chain.ChainVerifier.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of a run. */
final class ChainReport {

    private static final int VIOLATIONS_SHOWN = 20;

    private final ChainSettings settings;

    private final List<LossyHop> hops;

    private final List<Violation> violations;

    private final List<String> lastWords;

    private final Map<String, Object> rows = new LinkedHashMap<>();

    /** The processes that count. */
    enum Role {
        PAYMENTS,
        LEDGER
    }

    /** Reads a counter of a process. */
    interface Meters {

        long read(Role role, String nameAndTags);
    }

    ChainReport(
            ChainSettings settings,
            Duration duration,
            List<LogicalPayment> payments,
            int attempts,
            int gatewayAttempts,
            int gatewayRetries,
            List<LossyHop> hops,
            Meters meters,
            List<Violation> violations,
            List<String> lastWords) {
        this.settings = settings;
        this.hops = hops;
        this.violations = violations;
        this.lastWords = lastWords;
        rows.put("seed", settings.seed());
        rows.put("duration", duration.toSeconds() + " s");
        rows.put("logical payments", payments.size());
        rows.put("attempts of clients", attempts);
        rows.put("– retries by clients", attempts - payments.size());
        rows.put("attempts of the gateway", gatewayAttempts);
        rows.put("– retries by the gateway", gatewayRetries);
        for (String destination : List.of("ledger", "provider")) {
            String tag = "?tag=destination:" + destination;
            rows.put(
                    "attempts payments → " + destination,
                    meters.read(Role.PAYMENTS, "idempotency.client.attempts" + tag));
            rows.put("– retries to the " + destination, meters.read(Role.PAYMENTS, "idempotency.client.retries" + tag));
            rows.put(
                    "– calls that a retry saved, " + destination,
                    meters.read(Role.PAYMENTS, "idempotency.client.recovered" + tag));
            rows.put(
                    "– calls given up, " + destination,
                    meters.read(Role.PAYMENTS, "idempotency.client.given.up" + tag));
        }
        // Each payment was asked for once more at the end.
        rows.put(
                "replays by payments, before the last look",
                outcome(meters, Role.PAYMENTS, "replayed") - payments.size());
        rows.put("replays by the ledger", outcome(meters, Role.LEDGER, "replayed"));
        rows.put("in-progress answers of payments", outcome(meters, Role.PAYMENTS, "in-progress"));
        rows.put("lost responses rebuilt by payments", outcome(meters, Role.PAYMENTS, "recovered"));
        rows.put(
                "payments with a success",
                payments.stream()
                        .filter(payment -> !payment.successes().isEmpty())
                        .count());
        rows.put("violations", violations.size());
    }

    private static long outcome(Meters meters, Role role, String outcome) {
        return meters.read(role, "idempotency.requests?tag=outcome:" + outcome);
    }

    List<Violation> violations() {
        return violations;
    }

    int faults() {
        int faults = 0;
        for (LossyHop hop : hops) {
            for (HopFault fault : HopFault.values()) {
                faults += hop.count(fault);
            }
        }
        return faults;
    }

    String table() {
        return rows.entrySet().stream()
                        .map(row -> "| %-45s | %10s |".formatted(row.getKey(), row.getValue()))
                        .collect(Collectors.joining("\n"))
                + "\n\n" + hopTable();
    }

    private String hopTable() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| %-20s | %9s |".formatted("hop", "exchanges"));
        for (HopFault fault : HopFault.values()) {
            head.append(" %13s |".formatted(fault.label));
        }
        lines.add(head.toString());
        for (LossyHop hop : hops) {
            StringBuilder line = new StringBuilder("| %-20s | %9d |".formatted(hop.name, hop.exchanges()));
            for (HopFault fault : HopFault.values()) {
                line.append(" %13d |".formatted(hop.count(fault)));
            }
            lines.add(line.toString());
        }
        return String.join("\n", lines);
    }

    /** The table, each violation with its history, and the ends of the logs. */
    String inFull() {
        List<String> parts = new ArrayList<>();
        parts.add(table());
        violations.stream().limit(VIOLATIONS_SHOWN).map(Violation::toString).forEach(parts::add);
        if (!violations.isEmpty()) {
            parts.add(String.join("\n", lastWords));
            parts.add("All logs are in " + settings.logs() + "; run again with -Dtorture.seed=" + settings.seed());
        }
        return String.join("\n\n", parts);
    }
}
