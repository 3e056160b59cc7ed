/** Preferences of customers. */
@NullMarked
package io.github.idempotency.sample.preferences;

import org.jspecify.annotations.NullMarked;
