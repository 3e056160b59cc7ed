/** The circuit breaker of the store, on resilience4j. */
@NullMarked
package io.github.idempotency.breaker;

import org.jspecify.annotations.NullMarked;
