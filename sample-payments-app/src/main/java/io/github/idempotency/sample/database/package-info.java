/** The database without a database server: an embedded PostgreSQL with a data directory of its own. */
@NullMarked
package io.github.idempotency.sample.database;

import org.jspecify.annotations.NullMarked;
