package io.github.idempotency.benchmarks.report;

import java.util.Collection;

/** Ratios of several rounds. */
public record Ratio(double median, double min, double max) {

    public static Ratio of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return new Ratio(Double.NaN, Double.NaN, Double.NaN);
        }
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Ratio(median, sorted[0], sorted[sorted.length - 1]);
    }

    public boolean isKnown() {
        return !Double.isNaN(median);
    }

    @Override
    public String toString() {
        return isKnown() ? "%.2f (%.2f–%.2f)".formatted(median, min, max) : "–";
    }
}
