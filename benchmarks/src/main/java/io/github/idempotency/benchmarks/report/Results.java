package io.github.idempotency.benchmarks.report;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.server.Usage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** All measurements of a run. */
public final class Results {

    private static final String BARE = "bare";

    private final List<Measurement> measurements = new ArrayList<>();

    public void add(Measurement measurement) {
        measurements.add(measurement);
    }

    public List<Integer> clients() {
        return measurements.stream()
                .map(Measurement::clients)
                .distinct()
                .sorted()
                .toList();
    }

    List<String> workloads(Collection<String> order) {
        return order.stream()
                .filter(workload ->
                        measurements.stream().anyMatch(m -> m.workload().equals(workload)))
                .toList();
    }

    /** How a variant did in comparison with the bare handler of its workload, in each round. */
    public Ratio throughput(int clients, String workload, String name) {
        return ratio(clients, workload, name, Slice::throughput);
    }

    public Ratio p50(int clients, String workload, String name) {
        return ratio(clients, workload, name, Slice::p50);
    }

    public Ratio p99(int clients, String workload, String name) {
        return ratio(clients, workload, name, Slice::p99);
    }

    /** Median of a figure over all slices of a variant. */
    double median(int clients, String workload, String name, ToDoubleFunction<Slice> figure) {
        return Ratio.of(of(clients, workload, name).stream()
                        .map(m -> figure.applyAsDouble(m.slice()))
                        .toList())
                .median();
    }

    /** What a variant used up for each request. */
    Usage perRequest(int clients, String workload, String name) {
        List<Measurement> all = of(clients, workload, name);
        long requests = all.stream().mapToLong(m -> m.slice().requests()).sum();
        return all.stream()
                .map(Measurement::usage)
                .reduce(Usage.NONE, Usage::plus)
                .times(1.0 / requests);
    }

    private Ratio ratio(int clients, String workload, String name, ToDoubleFunction<Slice> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round :
                measurements.stream().map(Measurement::round).distinct().toList()) {
            Predicate<Measurement> inRound = m -> m.round() == round;
            double variant =
                    mean(of(clients, workload, name).stream().filter(inRound).toList(), figure);
            double bare =
                    mean(of(clients, workload, BARE).stream().filter(inRound).toList(), figure);
            if (!Double.isNaN(variant / bare)) {
                ratios.add(variant / bare);
            }
        }
        return Ratio.of(ratios);
    }

    private static double mean(List<Measurement> measurements, ToDoubleFunction<Slice> figure) {
        return measurements.stream()
                .map(Measurement::slice)
                .mapToDouble(figure)
                .average()
                .orElse(Double.NaN);
    }

    private List<Measurement> of(int clients, String workload, String name) {
        return measurements.stream()
                .filter(m -> m.clients() == clients
                        && m.workload().equals(workload)
                        && m.name().equals(name))
                .toList();
    }
}
