/** What applies to an operation, and how it is put together from properties, annotation and risk class. */
@NullMarked
package io.github.idempotency.core.policy;

import org.jspecify.annotations.NullMarked;
