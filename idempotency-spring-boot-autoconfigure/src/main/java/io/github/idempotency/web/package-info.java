/** The way of a request through Spring MVC: filter, interceptors, capture, replay, problem details. */
@NullMarked
package io.github.idempotency.web;

import org.jspecify.annotations.NullMarked;
