/** Drills that show whether an endpoint is safe to retry. They need the JDK only, and no server of a certain make. */
@NullMarked
package io.github.idempotency.drill;

import org.jspecify.annotations.NullMarked;
