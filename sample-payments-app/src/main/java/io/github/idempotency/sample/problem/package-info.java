/** Refusals of this service as problem details (RFC 9457). */
@NullMarked
package io.github.idempotency.sample.problem;

import org.jspecify.annotations.NullMarked;
