/** Rehearses, against the running service itself, that its endpoints are safe to retry. */
@org.jspecify.annotations.NullMarked
package io.github.idempotency.sample.drill;
