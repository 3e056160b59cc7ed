/** The store on a relational database that the application reaches by JPA. */
@NullMarked
package io.github.idempotency.store.jpa;

import org.jspecify.annotations.NullMarked;
