/** Code of the page of how-tos that no other module has. */
@NullMarked
package io.github.idempotency.docs.howto;

import org.jspecify.annotations.NullMarked;
