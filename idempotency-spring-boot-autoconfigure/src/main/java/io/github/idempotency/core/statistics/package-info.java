/** Statistics of all instances that outlive each of them. */
@NullMarked
package io.github.idempotency.core.statistics;

import org.jspecify.annotations.NullMarked;
