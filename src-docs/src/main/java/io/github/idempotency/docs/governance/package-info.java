/** Examples of the page about the quarterly review. */
@NullMarked
package io.github.idempotency.docs.governance;

import org.jspecify.annotations.NullMarked;
