/** Turns measurements into a table, a chart and a verdict. */
@NullMarked
package io.github.idempotency.benchmarks.report;

import org.jspecify.annotations.NullMarked;
