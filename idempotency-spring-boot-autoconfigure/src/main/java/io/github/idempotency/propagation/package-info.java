/** Carries the claim of an execution to other threads. */
@NullMarked
package io.github.idempotency.propagation;

import org.jspecify.annotations.NullMarked;
