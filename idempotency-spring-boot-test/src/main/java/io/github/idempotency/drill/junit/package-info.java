/** Drills as tests of JUnit 5. */
@NullMarked
package io.github.idempotency.drill.junit;

import org.jspecify.annotations.NullMarked;
