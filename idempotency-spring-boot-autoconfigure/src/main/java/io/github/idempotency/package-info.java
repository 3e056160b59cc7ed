/** What applications type: the annotation, its vocabulary, and the execution that a handler can ask for. */
@NullMarked
package io.github.idempotency;

import org.jspecify.annotations.NullMarked;
