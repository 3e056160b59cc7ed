/** The processes of a run, and what they say about themselves. */
@NullMarked
package io.github.idempotency.benchmarks.server;

import org.jspecify.annotations.NullMarked;
