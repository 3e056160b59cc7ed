/** Stands in for the payment provider: a separate service, were this not a sample. */
@NullMarked
package io.github.idempotency.sample.provider.simulator;

import org.jspecify.annotations.NullMarked;
