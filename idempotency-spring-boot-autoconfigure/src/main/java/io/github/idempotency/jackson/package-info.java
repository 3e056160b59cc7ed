/** Results of steps in JSON, by Jackson. */
@NullMarked
package io.github.idempotency.jackson;

import org.jspecify.annotations.NullMarked;
