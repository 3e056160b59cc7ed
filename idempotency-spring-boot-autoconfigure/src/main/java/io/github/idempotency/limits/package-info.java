/** Limits on what clients may leave in the store: a rate of new keys, on bucket4j and Caffeine, and a storage quota. */
@NullMarked
package io.github.idempotency.limits;

import org.jspecify.annotations.NullMarked;
