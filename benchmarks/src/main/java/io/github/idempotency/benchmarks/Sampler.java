package io.github.idempotency.benchmarks;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.report.Ratio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Runs a few variants in turn and keeps what each came to. */
final class Sampler {

    private static final int ROUNDS = 4;

    private final Map<String, List<Slice>> slices = new LinkedHashMap<>();

    static Sampler run(Stage stage, int clients, Duration slice, List<Variant> variants) {
        Sampler sampler = new Sampler();
        for (int round = 0; round < ROUNDS; round++) {
            for (Variant variant : variants) {
                sampler.slices
                        .computeIfAbsent(variant.name(), name -> new ArrayList<>())
                        .add(stage.load(clients, variant, slice));
            }
        }
        return sampler;
    }

    double median(String name, ToDoubleFunction<Slice> figure) {
        return Ratio.of(slices.getOrDefault(name, List.of()).stream()
                        .map(figure::applyAsDouble)
                        .toList())
                .median();
    }
}
