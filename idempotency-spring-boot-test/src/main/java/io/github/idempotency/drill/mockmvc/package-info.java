/** Drills against Spring's MockMvc. */
@NullMarked
package io.github.idempotency.drill.mockmvc;

import org.jspecify.annotations.NullMarked;
