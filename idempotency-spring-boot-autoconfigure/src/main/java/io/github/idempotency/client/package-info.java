/** The other half of the contract: outgoing calls that carry a key, and are retried within bounds. */
@NullMarked
package io.github.idempotency.client;

import org.jspecify.annotations.NullMarked;
