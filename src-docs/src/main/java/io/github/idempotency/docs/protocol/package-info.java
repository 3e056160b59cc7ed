/** The client of the protocol's page. */
@NullMarked
package io.github.idempotency.docs.protocol;

import org.jspecify.annotations.NullMarked;
