/** What idempotent operations say of themselves in the OpenAPI document that springdoc makes. */
@NullMarked
package io.github.idempotency.openapi;

import org.jspecify.annotations.NullMarked;
