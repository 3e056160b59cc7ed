/** Actuator endpoints and health indicator. */
@NullMarked
package io.github.idempotency.actuate;

import org.jspecify.annotations.NullMarked;
