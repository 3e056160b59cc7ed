/** Responses that were just replayed, kept in the memory of this process. */
@NullMarked
package io.github.idempotency.cache;

import org.jspecify.annotations.NullMarked;
