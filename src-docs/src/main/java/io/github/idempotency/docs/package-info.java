/** What the build makes for the documentation. */
@NullMarked
package io.github.idempotency.docs;

import org.jspecify.annotations.NullMarked;
