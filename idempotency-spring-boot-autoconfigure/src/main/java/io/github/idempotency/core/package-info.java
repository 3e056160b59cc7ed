/** The engine, the life of a record, and the store interface. Knows neither HTTP nor SQL. */
@NullMarked
package io.github.idempotency.core;

import org.jspecify.annotations.NullMarked;
