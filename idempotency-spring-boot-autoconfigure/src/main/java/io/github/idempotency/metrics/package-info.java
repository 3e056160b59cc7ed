/** Meters of Micrometer. */
@NullMarked
package io.github.idempotency.metrics;

import org.jspecify.annotations.NullMarked;
