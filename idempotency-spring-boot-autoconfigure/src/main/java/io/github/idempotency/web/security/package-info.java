/** Replays behind what guards a handler, and tenants by what Spring Security knows of a caller. */
@NullMarked
package io.github.idempotency.web.security;

import org.jspecify.annotations.NullMarked;
