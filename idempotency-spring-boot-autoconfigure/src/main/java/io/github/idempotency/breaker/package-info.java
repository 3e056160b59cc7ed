/** The circuit breaker of the store. */
@NullMarked
package io.github.idempotency.breaker;

import org.jspecify.annotations.NullMarked;
