/** Sends requests and measures how long the answers take. */
@NullMarked
package io.github.idempotency.benchmarks.load;

import org.jspecify.annotations.NullMarked;
