/** How a response is packed before it is stored: compressed, encrypted. */
@NullMarked
package io.github.idempotency.core.envelope;

import org.jspecify.annotations.NullMarked;
