/** Measures what the library costs, as ratios to the same handlers without it. */
@NullMarked
package io.github.idempotency.benchmarks;

import org.jspecify.annotations.NullMarked;
