/** Events that clients report. */
@NullMarked
package io.github.idempotency.sample.events;

import org.jspecify.annotations.NullMarked;
