/** The one entity of the library, alone in its package so that registering the package adds nothing else. */
@NullMarked
package io.github.idempotency.store.jpa.entity;

import org.jspecify.annotations.NullMarked;
