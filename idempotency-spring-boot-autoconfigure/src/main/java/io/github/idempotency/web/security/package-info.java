/** Replays behind the method security of a handler. */
@NullMarked
package io.github.idempotency.web.security;

import org.jspecify.annotations.NullMarked;
