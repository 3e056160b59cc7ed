/** The fingerprint of a request, by which a duplicate is told from a reused key. */
@NullMarked
package io.github.idempotency.core.fingerprint;

import org.jspecify.annotations.NullMarked;
