/** A small payments service whose write endpoints are safe to retry. */
@NullMarked
package io.github.idempotency.sample;

import org.jspecify.annotations.NullMarked;
