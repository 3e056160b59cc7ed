/** The client of the payment provider. */
@NullMarked
package io.github.idempotency.sample.provider;

import org.jspecify.annotations.NullMarked;
