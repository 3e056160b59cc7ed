/** Refunds of payments. */
@NullMarked
package io.github.idempotency.sample.refunds;

import org.jspecify.annotations.NullMarked;
