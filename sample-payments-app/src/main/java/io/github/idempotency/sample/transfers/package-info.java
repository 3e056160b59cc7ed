/** Transfers between two accounts. */
@NullMarked
package io.github.idempotency.sample.transfers;

import org.jspecify.annotations.NullMarked;
