/** What is known about every mutation endpoint of the application, and which nobody has classified. */
@NullMarked
package io.github.idempotency.governance;

import org.jspecify.annotations.NullMarked;
