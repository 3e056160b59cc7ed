/** Limits on what clients may leave in the store: a rate of new keys and a storage quota. */
@NullMarked
package io.github.idempotency.limits;

import org.jspecify.annotations.NullMarked;
