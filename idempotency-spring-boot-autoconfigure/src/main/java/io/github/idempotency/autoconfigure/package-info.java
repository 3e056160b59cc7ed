/** Auto-configuration, properties and failure analyses. Nothing else depends on this package. */
@NullMarked
package io.github.idempotency.autoconfigure;

import org.jspecify.annotations.NullMarked;
