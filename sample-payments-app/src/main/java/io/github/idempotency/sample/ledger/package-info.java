/** The client of a ledger that another service keeps. */
@NullMarked
package io.github.idempotency.sample.ledger;

import org.jspecify.annotations.NullMarked;
