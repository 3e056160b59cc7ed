package io.github.idempotency.benchmarks.report;

import io.github.idempotency.benchmarks.load.Slice;
import io.github.idempotency.benchmarks.server.Usage;

/**
 * A slice with what it used up.
 *
 * @param round    which round it was in
 * @param clients  how many clients there were
 * @param workload what the handler does
 * @param name     the variant's name
 */
public record Measurement(int round, int clients, String workload, String name, Slice slice, Usage usage) {}
