/** What tests of applications with the library use. */
@NullMarked
package io.github.idempotency.test;

import org.jspecify.annotations.NullMarked;
