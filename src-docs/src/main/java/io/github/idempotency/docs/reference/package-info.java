/** Code that the reference shows. */
@NullMarked
package io.github.idempotency.docs.reference;

import org.jspecify.annotations.NullMarked;
