/** Payments from an account through the payment provider. */
@NullMarked
package io.github.idempotency.sample.payments;

import org.jspecify.annotations.NullMarked;
