/** A store in memory, for tests. */
@NullMarked
package io.github.idempotency.store.memory;

import org.jspecify.annotations.NullMarked;
