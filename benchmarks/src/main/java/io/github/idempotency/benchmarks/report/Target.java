package io.github.idempotency.benchmarks.report;

/**
 * What a figure should be.
 *
 * @param what     what is measured
 * @param atLeast  whether the limit is a lower bound; otherwise it is an upper one
 * @param limit    the limit
 * @param measured what came out, not a number if it was not measured
 */
public record Target(String what, boolean atLeast, double limit, double measured) {

    public static Target atLeast(String what, double limit, double measured) {
        return new Target(what, true, limit, measured);
    }

    public static Target atMost(String what, double limit, double measured) {
        return new Target(what, false, limit, measured);
    }

    String verdict() {
        if (Double.isNaN(measured)) {
            return "not measured";
        }
        return (atLeast ? measured >= limit : measured <= limit) ? "met" : "*not met*";
    }

    void addTo(Table table) {
        table.row(what, (atLeast ? "≥ " : "≤ ") + number(limit), number(measured), verdict());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : "%.2f".formatted(value);
    }
}
