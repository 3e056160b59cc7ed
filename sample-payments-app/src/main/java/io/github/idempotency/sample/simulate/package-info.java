/** Failures on demand, asked for with the header {@code X-Simulate}. */
@NullMarked
package io.github.idempotency.sample.simulate;

import org.jspecify.annotations.NullMarked;
