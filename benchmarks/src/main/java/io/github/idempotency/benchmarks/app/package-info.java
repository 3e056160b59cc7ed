/** The measured application: the same handlers with and without the library, side by side. */
@NullMarked
package io.github.idempotency.benchmarks.app;

import org.jspecify.annotations.NullMarked;
