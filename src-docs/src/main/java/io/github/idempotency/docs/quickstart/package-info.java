/** The application of the quick start. */
@NullMarked
package io.github.idempotency.docs.quickstart;

import org.jspecify.annotations.NullMarked;
