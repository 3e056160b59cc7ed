/** A limit across the cluster, as the reference shows it. */
@NullMarked
package io.github.idempotency.docs.limits;

import org.jspecify.annotations.NullMarked;
