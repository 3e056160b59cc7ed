/** The store's table: its migrations, run apart from the application's own, and the check that it is there. */
@NullMarked
package io.github.idempotency.store.schema;

import org.jspecify.annotations.NullMarked;
