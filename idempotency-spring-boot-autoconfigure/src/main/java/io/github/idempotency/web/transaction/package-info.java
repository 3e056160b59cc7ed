/** What handlers declare of their transactions. */
@org.jspecify.annotations.NullMarked
package io.github.idempotency.web.transaction;
