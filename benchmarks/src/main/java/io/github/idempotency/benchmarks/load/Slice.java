package io.github.idempotency.benchmarks.load;

import java.util.Arrays;

/**
 * What a short while under load came to.
 *
 * @param requests   all that were sent, those of the lead-in included
 * @param unexpected answers with a status other than the expected one
 * @param replayed   answers that said that they were replays
 * @param throughput answers per second after the lead-in
 * @param p50        median time to an answer, in nanoseconds
 * @param p99        99th percentile
 */
public record Slice(long requests, long unexpected, long replayed, double throughput, double p50, double p99) {

    static Slice of(long requests, long unexpected, long replayed, long[] latencies, double seconds) {
        Arrays.sort(latencies);
        return new Slice(
                requests, unexpected, replayed, latencies.length / seconds, at(latencies, 0.50), at(latencies, 0.99));
    }

    private static double at(long[] sorted, double quantile) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile))];
    }
}
